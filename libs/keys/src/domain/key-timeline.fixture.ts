import type { KeyTimeline } from './key-timeline.ts';

/** The timeline that the configuration gives by default, with rotations at two in the morning. */
export const timeline: KeyTimeline = {
  lead: 3600,
  period: 86_400,
  rotationMoment: 7200,
  grace: 3600,
  retention: 2_592_000,
  jwksMaxAge: 300,
  clientCooldown: 30,
};
