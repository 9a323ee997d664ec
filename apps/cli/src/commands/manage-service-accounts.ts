import { AuditLogModule } from '@gatehouse/audit';
import {
  checkedContent,
  ClientsOperatorModule,
  CreateServiceAccount,
  FindServiceAccount,
  ListServiceAccounts,
  RevokeClientSecret,
  RotateClientSecret,
  type ServiceAccountView,
  SwitchServiceAccount,
  USUAL_SECRET_DAYS,
} from '@gatehouse/clients';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';
import { newAccountWords, newSecretWords } from './service-account-words.ts';

const USAGE = 64;
const PAGE = 100;
const needs = { modules: [AuditLogModule, ClientsOperatorModule] };

export const createServiceAccount: Command = {
  name: 'service-accounts create',
  summary:
    'Create a service account and print its secret once: service-accounts create NAME --scope SCOPE [--allow-ip NETWORK] [--days N] [--label TEXT] [--description TEXT]',
  async run(args) {
    const words = newAccountWords(args);
    if (typeof words === 'string') return usage(this, words);
    const { label, days = USUAL_SECRET_DAYS, ...content } = words;
    const made = await withContext(needs, (context) =>
      context.get(CreateServiceAccount).execute(checkedContent(content), { label, lifetimeDays: days }),
    );
    return hand(made.view, made.clientSecret);
  },
};

export const listServiceAccounts: Command = {
  name: 'service-accounts list',
  summary: 'The service accounts with their secrets, newest first',
  async run() {
    const views: ServiceAccountView[] = [];
    await withContext(needs, async (context) => {
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<ListServiceAccounts['execute']>> = await context
          .get(ListServiceAccounts)
          .execute(PAGE, cursor ?? undefined);
        views.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
    });
    console.log(JSON.stringify(views.map(shown), undefined, 2));
    return 0;
  },
};

export const rotateClientSecret: Command = {
  name: 'service-accounts rotate',
  summary:
    'Add a second secret and print it once; the first stays valid until it is revoked: service-accounts rotate NAME [--label TEXT] [--days N]',
  async run(args) {
    const words = newSecretWords(args);
    if (typeof words === 'string') return usage(this, words);
    const { name, label, days = USUAL_SECRET_DAYS } = words;
    const rotated = await withContext(needs, async (context) => {
      const { account } = await context.get(FindServiceAccount).byName(name);
      return context.get(RotateClientSecret).execute(account.id, { label, lifetimeDays: days });
    });
    return hand(rotated.view, rotated.clientSecret);
  },
};

export const revokeClientSecret: Command = {
  name: 'service-accounts revoke',
  summary: 'Revoke a secret and every token issued with it: service-accounts revoke NAME SECRET_ID',
  async run([name, secretId, ...more]) {
    if (name === undefined || secretId === undefined || more.length > 0) return usage(this);
    await withContext(needs, async (context) => {
      const { account } = await context.get(FindServiceAccount).byName(name);
      await context.get(RevokeClientSecret).execute(account.id, secretId);
    });
    console.log('revoked');
    return 0;
  },
};

export const disableServiceAccount: Command = {
  name: 'service-accounts disable',
  summary: 'Disable a service account and revoke its tokens: service-accounts disable NAME',
  async run([name, ...more]) {
    if (name === undefined || name.startsWith('-') || more.length > 0) return usage(this);
    await withContext(needs, async (context) => {
      const { account } = await context.get(FindServiceAccount).byName(name);
      await context.get(SwitchServiceAccount).execute(account.id, 'disabled');
    });
    console.log('disabled');
    return 0;
  },
};

/** The secret alone goes to standard output, so that `$(…)` and a pipe into a vault take it as it is. */
function hand({ account, secrets }: ServiceAccountView, clientSecret: string): number {
  const [made] = secrets;
  console.error(
    [
      `client id:  ${account.clientId}`,
      `secret id:  ${made?.id ?? ''}`,
      `expires at: ${made?.expiresAt.toISOString() ?? ''}`,
      'The secret follows. It is shown only once and is not stored.',
    ].join('\n'),
  );
  console.log(clientSecret);
  return 0;
}

function shown({ account, secrets }: ServiceAccountView): object {
  return {
    name: account.name,
    clientId: account.clientId,
    state: account.disabledAt ? 'disabled' : 'enabled',
    scopes: account.scopes,
    ipAllowList: account.ipAllowList,
    secrets: secrets.map(({ id, label, expiresAt, lastUsedAt }) => ({
      id,
      label,
      expiresAt: expiresAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  };
}

function usage({ summary }: Command, why?: string): number {
  if (why !== undefined) console.error(why);
  console.error(summary);
  return USAGE;
}
