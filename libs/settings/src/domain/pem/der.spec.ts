import { describe, expect, it } from 'vitest';
import { integer, NULL, octets, sequence } from './der.fixture.ts';
import { DerFault, readDer, shapeOf } from './der.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function faultOf(bytes: Uint8Array, options?: Parameters<typeof readDer>[1]): string | undefined {
  try {
    readDer(bytes, options);
    return undefined;
  } catch (error) {
    if (error instanceof DerFault) return error.kind;
    throw error;
  }
}

const nested = (depth: number): Buffer => (depth === 0 ? NULL : sequence(nested(depth - 1)));

describe('an element of DER', () => {
  it('has its tag, its content and its members', () => {
    const element = readDer(sequence(integer(7), sequence(octets([1, 2]))));
    expect(element).toMatchObject({ tag: 0x30, children: [{ tag: 0x02, children: [] }, { tag: 0x30 }] });
    expect(element.children[0]?.content).toEqual(Buffer.from([7]));
    expect(element.children[1]?.children[0]?.content).toEqual(Buffer.from([1, 2]));
    expect(element.children[1]?.content).toEqual(octets([1, 2]));
  });

  it.each([
    ['in one byte', `04 7f ${'00'.repeat(127)}`],
    ['in two', `04 81 80 ${'00'.repeat(128)}`],
    ['in three', `04 82 01 00 ${'00'.repeat(256)}`],
    ['in five, most of them zero', '04 84 00 00 00 01 ff'],
  ])('tells its length %s', (_how, text) => {
    expect(faultOf(hex(text))).toBeUndefined();
    expect(faultOf(hex(text).subarray(0, -1))).toBe('cut_off');
    expect(faultOf(hex(`${text} 00`))).toBe('too_long');
  });

  it('tells no length that is longer than any text can be', () => {
    expect(faultOf(hex('04 85 00 00 00 00 01 ff'))).toBe('damaged');
    expect(faultOf(hex('30 07 04 85 00 00 00 00 00'))).toBe('damaged');
  });

  it.each([
    ['in two bytes', '7f 21 03 02 01 05'],
    ['in three', '7f 81 01 03 02 01 05'],
    ['in four, with a zero among them', '7f 81 80 01 03 02 01 05'],
  ])('may have a high tag, %s', (_how, text) => {
    expect(shapeOf(readDer(hex(text)))).toBe('02');
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a high tag without its end', '7f 81'],
    ['a length without its bytes', '30 82 01'],
    ['less than it announces', '30 03 02 01'],
  ])('is cut off with %s', (_what, text) => {
    expect(faultOf(hex(text))).toBe('cut_off');
  });

  it.each([
    ['goes on behind its parent', '30 06 30 02 04 02 05 00'],
    ['has no room for its length', '30 03 05 00 05'],
    ['has a length that begins in its parent and ends behind it', '30 05 30 02 04 82 00'],
  ])('is damaged when a member %s', (_what, text) => {
    expect(faultOf(hex(text))).toBe('damaged');
  });

  it('holds others 48 levels deep, and no deeper', () => {
    expect(faultOf(nested(48))).toBeUndefined();
    expect(faultOf(nested(49))).toBe('damaged');
    // whatever is sent, it does not exhaust the stack
    expect(faultOf(Buffer.concat(Array<Buffer>(20_000).fill(hex('30 80'))), { ber: true })).toBe('damaged');
  });

  it('may be followed by something only where that is expected', () => {
    const followed = Buffer.concat([sequence(integer()), NULL]);
    expect(faultOf(followed)).toBe('too_long');
    expect(faultOf(followed, { mayGoOn: false })).toBe('too_long');
    expect(readDer(followed, { mayGoOn: true }).children).toHaveLength(1);
  });
});

describe('an element of BER', () => {
  const open = hex('30 80 02 01 05 30 80 05 00 00 00 00 00');

  it('may leave its length open and ends with two zeros', () => {
    const element = readDer(open, { ber: true });
    expect(shapeOf(element)).toBe('02 30(05)');
    expect(element).toMatchObject({ tag: 0x30 });
    expect(element.content).toEqual(open.subarray(2, -2));
    expect(element.children[1]).toMatchObject({ tag: 0x30, content: hex('05 00') });
    expect(faultOf(Buffer.concat([open, NULL]), { ber: true })).toBe('too_long');
  });

  it('is no DER', () => {
    expect(faultOf(open)).toBe('damaged');
    // neither is it read as 128 bytes, when there are as many
    expect(faultOf(hex(`30 80 ${'05 00'.repeat(64)}`))).toBe('damaged');
  });

  it.each([
    ['lacks its end', '30 80 02 01 05'],
    ['has half of it', '30 80 02 01 05 00'],
    ['holds no members of which one could be its end', '04 80 01 00 00'],
    ['finds its end only behind its parent', '30 05 30 80 02 01 01 00 00'],
  ])('is damaged when it %s', (_what, text) => {
    expect(faultOf(hex(text), { ber: true, mayGoOn: true })).toBe('damaged');
  });

  it('is not ended by a member that is empty, or has the tag of an end', () => {
    expect(shapeOf(readDer(hex('30 80 05 00 00 01 ff 02 01 01 00 00'), { ber: true }))).toBe('05 00 02');
    // where the length is told, two zeros are a member
    expect(shapeOf(readDer(hex('30 05 00 00 02 01 01'), { ber: true }))).toBe('00 02');
  });
});

describe('the shape of an element', () => {
  it('names the tags of its members and of theirs', () => {
    expect(shapeOf(readDer(sequence()))).toBe('');
    expect(shapeOf(readDer(sequence(integer(), sequence(octets([]), sequence(NULL)), octets([1]))))).toBe(
      '02 30(04 30) 04',
    );
  });
});
