/** How a request for a service token ended. `failed` is a fault of ours: the log says which. */
export const SERVICE_TOKEN_OUTCOMES = ['issued', 'invalid_client', 'invalid_scope', 'failed'] as const;
export type ServiceTokenOutcome = (typeof SERVICE_TOKEN_OUTCOMES)[number];

/** What operators watch. Requests that never became one for a token count among the HTTP requests only. */
export abstract class ServiceTokenMetrics {
  abstract count(outcome: ServiceTokenOutcome): void;
}
