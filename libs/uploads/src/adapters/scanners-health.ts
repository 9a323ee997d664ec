import { HealthCheck, type HealthResult } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { MalwareScanners } from '../domain/malware-scanner.ts';

/** Lets every scanner find a probe: one that answers but finds nothing is down. */
@Injectable()
export class ScannersHealth extends HealthCheck {
  readonly name = 'malware_scanners';

  constructor(private readonly scanners: MalwareScanners) {
    super();
  }

  async check(): Promise<HealthResult> {
    const probes = await Promise.allSettled(this.scanners.all.map((scanner) => scanner.probe()));
    const failed = this.scanners.all.filter((_scanner, index) => probes[index]?.status === 'rejected');
    if (failed.length === 0) return { status: 'up' };
    return { status: 'down', detail: `${failed.map((scanner) => scanner.name).join(', ')} failed the self-test` };
  }
}
