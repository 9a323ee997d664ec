import { Clock, type ComponentStatus, type HealthResult, SecretBox } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import { SettingViews, STALE_AFTER_MS } from '../../domain/setting-views.ts';

/** No probe waits longer for what does not answer. */
const PATIENCE_MS = 1000;
const CANARY = { purpose: 'health', id: 'canary', version: 1, type: 'string' } as const;
const NO_KEY = 'health';

export interface SettingsHealth {
  readonly status: ComponentStatus;
  readonly components: readonly (HealthResult & { readonly name: string })[];
}

/** Whether everything works that settings stand on. */
@Injectable()
export class CheckSettingsHealth {
  constructor(
    private readonly settings: SettingRepository,
    private readonly views: SettingViews,
    private readonly box: SecretBox,
    private readonly redis: RedisConnection,
    private readonly metrics: SettingMetrics,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<SettingsHealth> {
    const components = await Promise.all([
      this.probe('database', async () => {
        // no setting can have this key
        await this.settings.findSummary(NO_KEY);
        return { status: 'up' };
      }),
      this.probe('views', () => this.checkViews()),
      this.probe('key_ring', () => Promise.resolve(this.checkKeys())),
      this.probe('rate_limiter', () => this.checkLimiter()),
    ]);
    const has = (status: ComponentStatus) => components.some((component) => component.status === status);
    return { status: has('down') ? 'down' : has('degraded') ? 'degraded' : 'up', components };
  }

  private async checkViews(): Promise<HealthResult> {
    const age = this.clock.now().getTime() - (await this.views.asOf()).getTime();
    this.metrics.observeViewAge(age);
    const detail = `${Math.max(0, Math.round(age / 1000))} s old`;
    return age > STALE_AFTER_MS
      ? { status: 'down', detail: `${detail}: no worker refreshes them` }
      : { status: 'up', detail };
  }

  private checkKeys(): HealthResult {
    const opened = this.box.open(this.box.seal('canary', CANARY), CANARY);
    return opened === 'canary' ? { status: 'up' } : { status: 'down' };
  }

  /** Without Redis each process counts by itself, so callers may do more than they should. */
  private async checkLimiter(): Promise<HealthResult> {
    const isThere = await this.redis.run((client) => client.ping()).catch(() => undefined);
    return isThere === undefined
      ? { status: 'degraded', detail: 'each process counts by itself while Redis is away' }
      : { status: 'up' };
  }

  private async probe(name: string, check: () => Promise<HealthResult>) {
    const late = Promise.withResolvers<HealthResult>();
    const timer = setTimeout(() => late.resolve({ status: 'down', detail: 'no answer in time' }), PATIENCE_MS);
    try {
      return { name, ...(await Promise.race([check(), late.promise])) };
    } catch {
      // the reason may name addresses; the log has it
      return { name, status: 'down' as const, detail: 'cannot be used' };
    } finally {
      clearTimeout(timer);
    }
  }
}
