import { describe, expect, it } from 'vitest';
import { readYamlFile } from '../../domain/transfer/read-yaml-file.ts';
import { readJsonText } from './read-json-text.ts';

describe('JSON from a block of YAML', () => {
  it.each(['12345678901234567890', '1e999'])('is refused with the number %s, which would be rounded', (number) => {
    const [entry] = readYamlFile(`a:\n  b: ${number}\n`).entries;
    const source = entry?.value.kind === 'json' ? entry.value.source : '';
    expect(source).toBe(`{"b":${number}}`);
    expect(readJsonText('json', source)).toEqual({ unreadable: expect.stringContaining('number') as string });
  });
});
