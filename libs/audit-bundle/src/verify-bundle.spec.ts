import { NoteSigner, NoteVerifier } from '@gatehouse/crypto';
import { describe, expect, it } from 'vitest';
import {
  type BundleCheckpoint,
  type BundleEntry,
  type BundleLine,
  MAX_LINE_BYTES,
  writeBundleLine,
} from './bundle-format.ts';
import type { BundleReport } from './bundle-report.ts';
import { checkpointText, NO_CHECKPOINT, verifyCheckpointNote } from './checkpoint.ts';
import { makeBundle, ORIGIN, PUBLIC_KEYS, signer } from './make-bundle.fixture.ts';
import { verifyBundle, type VerifyBundleOptions } from './verify-bundle.ts';

const LOG = { sizes: [200, 400, 530, 600], checkpoints: [1, 3, 4] };
/** Leaves 250 to 519 of 600, in three tiles. */
const lines = makeBundle({ start: 250, end: 520, ...LOG });

/** In pieces that end anywhere, as a file is read. */
async function* pieces(text: string | Buffer, size = 1000) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.subarray(start, start + size));
}
const textOf = (of: readonly BundleLine[]) => of.map(writeBundleLine).join('');
const check = (of: readonly BundleLine[] | string | Buffer, options?: VerifyBundleOptions, trusted = PUBLIC_KEYS) =>
  verifyBundle(pieces(typeof of === 'string' || Buffer.isBuffer(of) ? of : textOf(of)), trusted, options);
const findings = ({ verdict, faults }: BundleReport) =>
  [
    verdict,
    ...faults.map(
      ({ leaf, lastLeaf, id, reason }) =>
        `${id ?? '-'} ${leaf ?? '-'}${lastLeaf === undefined ? '' : `-${lastLeaf}`} ${reason}`,
    ),
  ].join('\n');
/** Changes the line that `which` picks; `undefined` takes it away. */
function changed<K extends BundleLine['type']>(
  type: K,
  nth: number,
  change: (line: Extract<BundleLine, { type: K }>) => BundleLine | readonly BundleLine[] | undefined,
): readonly BundleLine[] {
  let seen = -1;
  return lines.flatMap((line) => {
    if (line.type !== type || ++seen !== nth) return [line];
    return change(line as Extract<BundleLine, { type: K }>) ?? [];
  });
}
const entryAt = (index: number) => lines.find((line) => line.type === 'entry' && line.index === index) as BundleEntry;
const idOf = (index: number) => (JSON.parse(entryAt(index).canonical) as { id: string }).id;

describe('a bundle', () => {
  it('verifies with the public key alone, and names its checkpoints', async () => {
    const report = await check(lines);
    expect(report).toMatchObject({ verdict: 'VALID', entries: 270, first: 250, end: 520, faultCount: 0 });
    expect(report.checkpoints.map(({ number, size }) => [number, size])).toEqual([
      [1, 200],
      [3, 530],
      [4, 600],
    ]);
    expect(report).toMatchObject({ origin: ORIGIN, withoutEntry: 0, lines: lines.length });
  });

  it.each([1, 7, 64 * 1024])('is read in pieces of %i bytes', async (size) => {
    expect((await verifyBundle(pieces(textOf(lines), size), PUBLIC_KEYS)).verdict).toBe('VALID');
  });

  it.each([1, 2, 255, 256, 257, 600])('can be of a whole log of %i entries', async (size) => {
    const report = await check(makeBundle({ start: 0, end: size, sizes: [size] }));
    expect([findings(report), report.entries]).toEqual(['VALID', size]);
  });
});

describe('a bundle that was tampered with', () => {
  /** Every way to change one member that keeps the form of the line. */
  function* changesOf(value: unknown): Generator {
    if (typeof value === 'number') yield* [value + 1, value - 1, 0].filter((one) => one !== value && one >= 0);
    else if (typeof value === 'string') {
      for (const place of new Set([0, value.length >> 1, value.length - 3])) {
        const other = value[place] === 'A' ? 'B' : 'A';
        yield value.slice(0, place) + other + value.slice(place + 1);
      }
      yield* ['', `${value} `, value.slice(0, -1)];
    } else if (Array.isArray(value)) {
      if (value.length > 0) yield* [value.slice(1), value.slice(0, -1), [...value, value[0]], []];
      if (value.length > 1) yield [value[1], value[0], ...value.slice(2)];
      for (const place of new Set([0, value.length >> 1, value.length - 1]))
        if (value.length > 0) for (const one of changesOf(value[place])) yield value.with(place, one);
      yield [Buffer.alloc(32).toString('base64'), ...(value as unknown[])];
    }
  }

  it('does not verify, whichever member of whichever line was changed', async () => {
    const seen: string[] = [];
    // two tiles, three checkpoints and few entries: each change is a whole verification
    const small = makeBundle({ start: 252, end: 260, ...LOG });
    expect((await check(small)).verdict).toBe('VALID');
    const sample = small.filter((line) => line.type !== 'entry' || [252, 255, 256, 259].includes(line.index));
    for (const line of sample) {
      for (const [name, value] of Object.entries(line)) {
        // extra keys in the header say nothing; see below for missing ones
        if (name === 'publicKeys') continue;
        let count = 0;
        for (const other of changesOf(value)) {
          const text = small.map((one) => writeBundleLine(one === line ? { ...line, [name]: other } : one));
          const { verdict } = await check(text.join(''));
          expect(verdict, `${line.type}.${name} = ${JSON.stringify(other).slice(0, 80)}`).not.toBe('VALID');
          count += 1;
        }
        seen.push(`${line.type}.${name}:${count > 0}`);
      }
    }
    expect([...new Set(seen)].sort()).toEqual(
      [
        ...['header.checkpoints', 'header.end', 'header.first', 'header.format', 'header.origin', 'header.treeSize'],
        ...['header.type', 'checkpoint.consistency', 'checkpoint.note', 'checkpoint.type'],
        ...['tile.hashes', 'tile.path', 'tile.tile', 'tile.type', 'end.entries', 'end.type'],
        ...['entry.canonical', 'entry.index', 'entry.key_id', 'entry.signature', 'entry.type'],
      ]
        .map((name) => `${name}:true`)
        .sort(),
    );
  });

  it('names the entry whose bytes, key or signature were changed', async () => {
    for (const change of [
      (line: BundleEntry) => ({ ...line, canonical: line.canonical.replace('failure', 'success') }),
      (line: BundleEntry) => ({ ...line, signature: '0'.repeat(64) }),
      (line: BundleEntry) => ({ ...line, key_id: '0123456789abcdef' }),
    ])
      expect(findings(await check(changed('entry', 50, change)))).toBe(
        `INVALID\n${idOf(300)} 300 its bytes, key ID or signature do not match its leaf`,
      );
    const other = changed('entry', 50, (line) => ({ ...line, canonical: `${line.canonical}\n` }));
    expect(findings(await check(other))).toContain(
      `${idOf(300)} 300 its key ID, signature or bytes are not in the form of an entry`,
    );
  });

  it('names no id where the bytes of an entry tell none', async () => {
    const report = await check(changed('entry', 50, (line) => ({ ...line, canonical: '{}' })));
    expect(report.faults).toStrictEqual([{ leaf: 300, reason: expect.any(String) as string }]);
  });

  it('names the leaf of an entry that is missing, doubled, moved, or not of the range', async () => {
    const gone = await check(changed('entry', 10, () => undefined));
    expect(findings(gone)).toContain('- 260 the log has these leaves, but the bundle lacks their entries');
    expect(gone).toMatchObject({ withoutEntry: 1, entries: 269 });
    const twice = await check(changed('entry', 10, (line) => [line, line]));
    expect(findings(twice)).toContain(`${idOf(260)} 260 the entry is duplicated or out of order`);
    const swapped = await check(changed('entry', 10, (line) => [entryAt(261), line]));
    expect(findings(swapped)).toContain(`${idOf(260)} 260 the entry is duplicated or out of order`);
    const copied = await check(changed('entry', 10, (line) => ({ ...entryAt(300), index: line.index })));
    expect(findings(copied)).toContain(`${idOf(300)} 260 its bytes, key ID or signature do not match its leaf`);
    const outside = await check(changed('header', 0, (line) => ({ ...line, first: 251 })));
    expect(findings(outside)).toContain(`${idOf(250)} 250 the entry is outside the range`);
    const claimed = await check(changed('header', 0, (line) => ({ ...line, first: 249 })));
    expect(findings(claimed)).toContain('- 249 the log has these leaves');
    const cutTile = await check(changed('tile', 1, () => undefined));
    expect(findings(cutTile)).toContain(`${idOf(256)} 256 the bundle has no proof for this leaf`);
    const noTile = await check(changed('tile', 0, () => undefined));
    expect(findings(noTile)).toContain(`${idOf(250)} 250 the bundle has no proof for this leaf`);
    expect(findings(noTile)).toContain('the leaves of tile 1 are out of place');
  });

  it('names leaves without an entry tile by tile, up to the end of the range', async () => {
    const without = (from: number, to: number) =>
      lines.filter((line) => line.type !== 'entry' || line.index < from || line.index > to);
    const lacks = 'the log has these leaves, but the bundle lacks their entries';
    expect(findings(await check(without(253, 258)))).toContain(`INVALID\n- 253-255 ${lacks}\n- 256-258 ${lacks}\n`);
    const last = without(510, 519).filter((line) => line.type !== 'tile' || line.tile < 2);
    expect(findings(await check(last))).toContain(`INVALID\n- 510-511 ${lacks}\n- 512-519 ${lacks}\n`);
    expect(findings(await check(without(254, 254)))).toContain(`INVALID\n- 254 ${lacks}\n`);
  });

  it('names what the header, the checkpoints and the end claim that is not so', async () => {
    const header = (claim: object) => check(changed('header', 0, (line) => ({ ...line, ...claim })));
    for (const claim of [{ first: 520 }, { first: 521 }, { end: 250 }, { end: 601 }]) {
      const report = await header(claim);
      expect(findings(report)).toMatch(/^INVALID\n- - the header claims leaves \d+ up to \d+ of a tree of 600$/);
      expect(report.lines).toBe(1);
      expect(report.faults).toStrictEqual([{ reason: expect.any(String) as string }]);
    }
    expect(findings(await header({ treeSize: 601 }))).toContain('the header claims a tree of size 601');
    expect(findings(await header({ origin: 'other.example/audit' }))).toContain('checkpoint 1 belongs to the log');
    const ended = await check(changed('end', 0, (line) => ({ ...line, entries: 269 })));
    expect(findings(ended)).toBe('INVALID\n- - the bundle claims 269 entries at its end, but has 270');
  });

  it('is not believed with checkpoints that do not follow each other', async () => {
    const resigned = (change: object) => (line: BundleCheckpoint) => {
      const checkpoint = verifyCheckpointNote(PUBLIC_KEYS, line.note);
      return { ...line, note: signer.sign(checkpointText({ ...checkpoint, ...change })) };
    };
    const sameNumber = await check(changed('checkpoint', 1, resigned({ number: 1 })));
    expect(findings(sameNumber)).toContain('checkpoint 1 does not follow checkpoint 1');
    expect(sameNumber).toMatchObject({ lines: 3, checkpoints: [{ number: 1 }] });
    const sameSize = await check(makeBundle({ start: 0, end: 200, sizes: [200, 200] }));
    expect(findings(sameSize)).toContain('checkpoint 2 does not follow checkpoint 1');
    const proof = lines.filter((line) => line.type === 'checkpoint')[1]?.consistency ?? [];
    const first = await check(changed('checkpoint', 0, (line) => ({ ...line, consistency: proof })));
    expect(findings(first)).toContain('checkpoint 1 is the first one, but has a consistency proof');
    const wrong = await check(changed('checkpoint', 1, (line) => ({ ...line, consistency: proof.slice(1) })));
    expect(findings(wrong)).toContain('the proof that checkpoint 3 extends checkpoint 1 is wrong');
  });

  it('may have 64 checkpoints, and neither more nor none', async () => {
    const sizes = Array.from({ length: 65 }, (_, index) => index + 1);
    expect((await check(makeBundle({ start: 0, end: 64, sizes: sizes.slice(0, 64) }))).verdict).toBe('VALID');
    expect((await check(makeBundle({ start: 0, end: 65, sizes }))).verdict).toBe('MALFORMED');
    const none = await check(changed('header', 0, (line) => ({ ...line, checkpoints: 0 })));
    expect(findings(none)).toContain('line 1: a bundle must have 1 to 64 checkpoints');
    const more = await check(changed('header', 0, (line) => ({ ...line, checkpoints: 2, treeSize: 530 })));
    expect(findings(more)).toMatch(/^MALFORMED\n.*line 4: the header announces 2 checkpoints, but there are more$/);
  });

  it('counts no entry as found below leaf hashes that no checkpoint covers', async () => {
    const report = await check(changed('tile', 1, (line) => ({ ...line, path: line.path.toReversed() })));
    expect(findings(report)).toBe(
      'INVALID\n- 256-511 the checkpoint does not cover these leaf hashes: a hash or the proof was modified',
    );
    expect(report.entries).toBe(6 + 8);
  });

  it('does not verify with more of the log than it claims to hold', async () => {
    const short = makeBundle({ start: 0, end: 100 });
    const [, tile] = makeBundle({ start: 0, end: 600 }).filter(({ type }) => type === 'tile');
    const report = await check([...short.slice(0, -1), tile!, ...short.slice(-1)]);
    expect(findings(report)).toContain('the leaves of tile 1 are out of place');
    const whole = makeBundle({ start: 0, end: 256 });
    const longer = await check([...whole.slice(0, -1), tile!, ...whole.slice(-1)]);
    expect(findings(longer)).toContain('the leaves of tile 1 are out of place');
  });

  it('counts every fault, and lists a hundred', async () => {
    const report = await check(
      lines.map((line) => (line.type === 'entry' ? { ...line, signature: '0'.repeat(64) } : line)),
    );
    expect([report.faultCount, report.faults.length]).toEqual([270, 100]);
  });

  it('lets leaves without an entry pass only when asked to, and never a changed one', async () => {
    const gone = changed('entry', 10, () => undefined).map((line) =>
      line.type === 'end' ? { ...line, entries: 269 } : line,
    );
    expect(findings(await check(gone))).toMatch(/^INVALID\n- 260 the log has these leaves[^\n]*$/);
    expect(await check(gone, { allowDropped: true })).toMatchObject({
      verdict: 'VALID',
      entries: 269,
      withoutEntry: 1,
    });
    const changedToo = gone.map((line) =>
      line.type === 'entry' && line.index === 300 ? { ...line, signature: '0'.repeat(64) } : line,
    );
    expect((await check(changedToo, { allowDropped: true })).verdict).toBe('INVALID');
  });

  it('is not believed when another key has signed, or when the reader has another one', async () => {
    const mallory = NoteSigner.fromSeed(ORIGIN, Buffer.alloc(32, 7));
    const stranger = [mallory.verifier.toString()];
    expect(findings(await check(lines, {}, stranger))).toMatch(/^INVALID\n.*No trusted key has signed the note/);
    const resigned = lines.map((line) => {
      if (line.type === 'header') return { ...line, publicKeys: stranger };
      if (line.type !== 'checkpoint') return line;
      return { ...line, note: mallory.sign(line.note.slice(0, line.note.lastIndexOf('\n\n') + 1)) };
    });
    expect((await check(resigned, {}, stranger)).verdict).toBe('VALID');
    expect(findings(await check(resigned))).toContain('No trusted key has signed the note');
    const renamed = [new NoteVerifier('other.example/audit', NoteVerifier.parse(PUBLIC_KEYS[0]!).publicKey).toString()];
    expect((await check(lines, {}, renamed)).verdict).toBe('INVALID');
    expect((await check(lines, {}, [...stranger, ...PUBLIC_KEYS])).verdict).toBe('VALID');
    for (const publicKeys of [[], stranger])
      expect(findings(await check(changed('header', 0, (line) => ({ ...line, publicKeys }))))).toContain(
        'the header does not list the public key that signed checkpoint 1',
      );
    await expect(check(lines, {}, ['nonsense'])).rejects.toThrow('not an Ed25519 verifier key');
  });

  it('is not believed when a checkpoint names another one before it', async () => {
    const forked = changed('checkpoint', 2, (line) => {
      const checkpoint = verifyCheckpointNote(PUBLIC_KEYS, line.note);
      return { ...line, note: signer.sign(checkpointText({ ...checkpoint, previous: NO_CHECKPOINT })) };
    });
    expect(findings(await check(forked))).toContain('checkpoint 4 names a predecessor other than checkpoint 3');
  });

  it('is not believed with an entry, a tile or a checkpoint of another log of the same name', async () => {
    const foreign = makeBundle({ start: 250, end: 520, sizes: [600], reason: 'another log' });
    expect((await check(foreign)).verdict).toBe('VALID');
    const pick = <T extends BundleLine['type']>(type: T, nth: number) =>
      foreign.filter((line) => line.type === type)[nth] as Extract<BundleLine, { type: T }>;
    expect(findings(await check(changed('entry', 50, () => pick('entry', 50))))).toMatch(/^INVALID\n\d+ 300 its bytes/);
    const tile = findings(await check(changed('tile', 1, () => pick('tile', 1))));
    expect(tile).toContain('- 256-511 the checkpoint does not cover these leaf hashes');
    const note = await check(changed('checkpoint', 2, (line) => ({ ...line, note: pick('checkpoint', 0).note })));
    expect(findings(note)).toContain('does not follow checkpoint 3');
  });
});

describe('a file that is no bundle', () => {
  const malformed = async (text: string | Buffer, why: string) => {
    const report = await check(text);
    expect([report.verdict, report.faults.at(-1)?.reason]).toEqual(['MALFORMED', expect.stringContaining(why)]);
  };

  it('is told of with nothing that nobody has read', async () => {
    expect(await check('x\n')).toStrictEqual({
      verdict: 'MALFORMED',
      entries: 0,
      withoutEntry: 0,
      first: 0,
      end: 0,
      checkpoints: [],
      origin: '',
      faultCount: 1,
      faults: [{ reason: 'line 1: the line is not canonical JSON (RFC 8785)' }],
      lines: 0,
    });
  });

  it("is not one that cannot be read: that is the reader's trouble", async () => {
    const broken = async function* () {
      yield await Promise.resolve(Buffer.from(textOf(lines.slice(0, 3))));
      throw new Error('EIO');
    };
    await expect(verifyBundle(broken(), PUBLIC_KEYS)).rejects.toThrow('EIO');
  });

  it('is one that was cut off, wherever', async () => {
    const text = textOf(lines);
    for (let length = 0; length < text.length; length += 7919)
      await malformed(Buffer.from(text).subarray(0, length), '');
    await malformed('', 'the bundle is truncated: its end is missing');
    await malformed(text.slice(0, -1), 'truncated within a line');
    await malformed(textOf(lines.slice(0, -1)), 'its end is missing');
  });

  it('is one with something after its end', async () => {
    await malformed(`${textOf(lines)}x`, 'truncated within a line');
    await malformed(`${textOf(lines)}\n`, 'canonical JSON');
    await malformed(textOf([...lines, ...lines]), 'data after the end');
  });

  it('is one with doubled names, blanks, other line ends, other spellings, or more members', async () => {
    const [header = '', ...rest] = textOf(lines).split('\n');
    const body = rest.join('\n');
    const swap = (other: string) => `${other}\n${body}`;
    await malformed(swap(header.replace('{', '{"first":0,')), 'canonical');
    await malformed(swap(header.replace(',', ', ')), 'canonical');
    await malformed(swap(`${header}\r`), 'canonical');
    await malformed(swap(`\uFEFF${header}`), 'canonical');
    await malformed(swap(header.replace('"first":250', '"first":250.0')), 'canonical');
    await malformed(swap(header.replace('"first":250', '"first":2.5e2')), 'canonical');
    await malformed(swap(header.replace('audit/bundle', 'audit\\/bundle')), 'canonical');
    await malformed(swap(header.replace('{', '{"a":1,')), 'not a valid header');
    await malformed(swap(header.replace('bundle/v1', 'bundle/v2')), 'not a valid header');
    await malformed(swap('{"__proto__":1,"type":"header"}'), 'not a valid header');
    for (const other of ['[]', 'null', '1', '"header"', '{}', '{"type":"constructor"}', '{"type":7}'])
      await malformed(swap(other), 'of an unknown type');
    await malformed(body, 'must start with its header');
    await malformed(swap(`${header}\n${header}`), 'one header');
    await malformed(
      Buffer.concat([Buffer.from(header.slice(0, 40)), Buffer.from([0xff]), Buffer.from(`\n${body}`)]),
      'UTF-8',
    );
  });

  it('is one with a line that would fill the memory, or nest deeper than the stack', async () => {
    let read = 0;
    const endless = async function* () {
      const chunk = Buffer.alloc(64 * 1024, 'a');
      for (;;) {
        read += chunk.length;
        yield await Promise.resolve(chunk);
      }
    };
    expect(await verifyBundle(endless(), PUBLIC_KEYS)).toMatchObject({ verdict: 'MALFORMED' });
    expect(read).toBeLessThan(2 * MAX_LINE_BYTES);
    await malformed(`${'['.repeat(400_000)}${']'.repeat(400_000)}\n`, 'canonical');
  });
});
