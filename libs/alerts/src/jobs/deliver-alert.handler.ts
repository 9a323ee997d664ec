import { JobHandler, type JobMap } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { DeliverAlert } from '../use-cases/deliver-alert.ts';

@Injectable()
export class DeliverAlertHandler extends JobHandler {
  readonly jobName = 'deliver-alert';

  constructor(private readonly deliverAlert: DeliverAlert) {
    super();
  }

  handle({ alertId }: JobMap['deliver-alert']): Promise<void> {
    return this.deliverAlert.execute(alertId);
  }
}
