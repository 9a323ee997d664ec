import { expect, it } from 'vitest';
import { shippingCost } from './shipping-cost.ts';

// Good: both sides of the limit, and the number of parcels. Bad on purpose: nothing looks at totals of 0 and below.
it('asks 5 for each parcel below 50', () => {
  expect(shippingCost(49, 2)).toBe(10);
  expect(shippingCost(50, 2)).toBe(0);
});
