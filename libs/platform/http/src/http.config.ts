import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { nearestNetwork, parseNetwork } from '@gatehouse/contracts';
import { isBasePath, tidyPath } from './base-path.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'X-Request-Id',
];
const RESPONSE_HEADERS = ['ETag', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'];

/** How the API meets the network: who may call from a browser, whom it believes, and how it is reached. */
export const httpConfig = defineConfig(
  'http',
  {
    host: setting.string('API_HOST', { default: '127.0.0.1', description: 'Address the API listens on.' }),
    port: setting.integer('API_PORT', {
      default: 3000,
      min: 0,
      max: 65_535,
      description: 'Port the API listens on.',
    }),
    keepAlive: setting.duration('HTTP_KEEP_ALIVE', {
      default: 125,
      min: 1,
      max: 3600,
      description:
        'How long an idle connection stays open. Longer than the proxy in front keeps it, or the proxy now and then answers 502.',
    }),
    publicUrl: setting.optionalString('PUBLIC_URL', {
      description:
        'Address at which browsers reach this installation, such as https://ops.example.com/gatehouse. Its pages are ours even where a proxy changes Host.',
    }),
    basePath: setting.optionalString('BASE_PATH', {
      description:
        'Path that the whole product is reached under, such as /gatehouse; the path of PUBLIC_URL unless set. A proxy may take it off or pass it on.',
    }),
    tlsTerminatedByProxy: setting.boolean('TLS_TERMINATED_BY_PROXY', {
      default: false,
      description: 'Confirms that a proxy in front terminates TLS; required in production.',
    }),
    trustedProxies: setting.stringList('TRUSTED_PROXIES', {
      default: [],
      description:
        'Addresses or CIDR ranges of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, such as ["10.0.0.0/8"].',
    }),
    corsAllowedOrigins: setting.stringList('CORS_ALLOWED_ORIGINS', {
      default: ['http://localhost:4200'],
      description: 'Origins whose pages may read responses; exact match.',
    }),
    corsAllowedOriginsRegex: setting.optionalString('CORS_ALLOWED_ORIGINS_REGEX', {
      description: 'Additional allowed origins, as a regular expression matched against the whole origin.',
    }),
    corsAllowCredentials: setting.boolean('CORS_ALLOW_CREDENTIALS', {
      default: true,
      description: 'Whether pages of these origins may send cookies.',
    }),
    corsAllowedMethods: setting.stringList('CORS_ALLOWED_METHODS', {
      default: METHODS,
      description: 'Methods that pages of these origins may use.',
    }),
    corsAllowedHeaders: setting.stringList('CORS_ALLOWED_HEADERS', {
      default: REQUEST_HEADERS,
      description: 'Request headers that pages of these origins may send.',
    }),
    corsExposeHeaders: setting.stringList('CORS_EXPOSE_HEADERS', {
      default: RESPONSE_HEADERS,
      description: 'Response headers that pages of these origins may read.',
    }),
    corsMaxAge: setting.duration('CORS_MAX_AGE', {
      default: 600,
      min: 0,
      max: 86_400,
      description: 'How long a browser may cache a preflight response.',
    }),
  },
  (config, environment) => [
    ...faultsOfPublicUrl(config),
    ...faultsOfOrigins(config),
    ...faultsOfProxies(config),
    ...(environment === 'production' ? faultsInProduction(config) : []),
  ],
);
export type HttpConfig = ConfigOf<typeof httpConfig>;

function faultsOfOrigins(
  config: Pick<HttpConfigShape, 'corsAllowedOrigins' | 'corsAllowedOriginsRegex'>,
): readonly string[] {
  const faults: string[] = [];
  if (!config.corsAllowedOrigins.every((origin) => origin === '*' || isOrigin(origin))) {
    faults.push(
      'CORS_ALLOWED_ORIGINS: every entry must be an origin such as https://admin.example.com, without a path',
    );
  }
  try {
    new RegExp(config.corsAllowedOriginsRegex ?? '');
  } catch {
    faults.push('CORS_ALLOWED_ORIGINS_REGEX: must be a regular expression');
  }
  return faults;
}

function faultsOfPublicUrl({
  publicUrl,
  basePath,
}: Pick<HttpConfigShape, 'publicUrl' | 'basePath'>): readonly string[] {
  const path = publicUrl === undefined ? undefined : pathOfUrl(publicUrl);
  const faults: string[] = [];
  if (publicUrl !== undefined && (path === undefined || !isBasePath(path)))
    faults.push('PUBLIC_URL: must be an address such as https://ops.example.com/gatehouse, without query or fragment');
  if (basePath !== undefined && !isBasePath(basePath))
    faults.push('BASE_PATH: must be a path such as /gatehouse, of letters, digits and . _ ~ -');
  else if (basePath !== undefined && path !== undefined && tidyPath(path) !== tidyPath(basePath))
    faults.push('BASE_PATH: is not the path of PUBLIC_URL; leave one of them out');
  return faults;
}

/** `undefined` for what is no address of a page: it takes no credentials, query or fragment. */
function pathOfUrl(text: string): string | undefined {
  if (!/^https?:\/\/[^\s?#@]+$/.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).pathname;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function faultsOfProxies({ trustedProxies }: Pick<HttpConfigShape, 'trustedProxies'>): readonly string[] {
  return trustedProxies.flatMap((range, index) => {
    if (parseNetwork(range)) return [];
    const nearest = nearestNetwork(range);
    const advice = nearest === undefined ? '' : `; it is nearest to ${nearest}`;
    return [`TRUSTED_PROXIES: entry ${index + 1} must be an IP address or a CIDR range without host bits${advice}`];
  });
}

function faultsInProduction(
  config: Pick<
    HttpConfigShape,
    'corsAllowedOrigins' | 'corsAllowedOriginsRegex' | 'tlsTerminatedByProxy' | 'trustedProxies'
  >,
): readonly string[] {
  return [
    ...(config.trustedProxies.some((range) => range.endsWith('/0'))
      ? [
          'TRUSTED_PROXIES: a range of all addresses is not allowed in production: anybody could claim any client address ' +
            'in X-Forwarded-For and meet every IP allow list; name the addresses of your proxies',
        ]
      : []),
    ...(config.corsAllowedOrigins.includes('*')
      ? ['CORS_ALLOWED_ORIGINS: a wildcard is not allowed in production']
      : []),
    ...(/^(\^?\.[*+]\$?)$/.test(config.corsAllowedOriginsRegex ?? '')
      ? ['CORS_ALLOWED_ORIGINS_REGEX: must not match every origin in production']
      : []),
    ...(config.tlsTerminatedByProxy
      ? []
      : ['TLS_TERMINATED_BY_PROXY: TLS is required in production; put a proxy in front and set this to true']),
  ];
}

interface HttpConfigShape {
  readonly publicUrl: string | undefined;
  readonly basePath: string | undefined;
  readonly corsAllowedOrigins: readonly string[];
  readonly corsAllowedOriginsRegex: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly tlsTerminatedByProxy: boolean;
}
