import fc from 'fast-check';

const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff }));
const unit = codePoint.map((point) => String.fromCodePoint(point));

/** Texts of any code points, much of them ASCII. The unit `binary` of fast-check takes two seconds to list them all. */
export const anyText = (length: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ unit, ...length });
