export { ScheduleRunner } from './schedule-runner.ts';
export { ScheduleRunnerModule } from './schedule-runner.module.ts';
