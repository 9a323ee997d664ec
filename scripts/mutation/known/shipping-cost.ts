/** Not part of the product: what every mutation run measures first, to show that it tells good tests from bad ones. */
export function shippingCost(total: number, parcels: number): number {
  if (total < 0) throw new RangeError('The total is negative.');
  if (total >= 50) return 0;
  let cost = 0;
  for (let parcel = 0; parcel < parcels; parcel += 1) cost += 5;
  return cost;
}
