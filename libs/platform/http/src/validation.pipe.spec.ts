import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { GatehouseError } from '@gatehouse/contracts';
import { expect, it } from 'vitest';
import { AnyJson } from './any-json.decorator.ts';
import { Nullable } from './nullable.decorator.ts';
import { StrictValidationPipe } from './validation.pipe.ts';

class PartDto {
  @IsInt()
  size!: number;
}

class ThingDto {
  @IsString()
  name!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => PartDto)
  part?: PartDto;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PartDto)
  parts?: PartDto[];

  @AnyJson()
  value!: unknown;
}

class ListDto {
  @IsOptional()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  words?: string[];

  @IsOptional()
  @ValidateNested()
  @Type(() => ListDto)
  inner?: ListDto;
}

class NamedThingDto extends ThingDto {
  @IsString()
  label!: string;
}

const pipe = new StrictValidationPipe();
const take = (value: unknown, metatype = ThingDto) => pipe.transform(value, { type: 'body', metatype });
async function pointersOf(value: unknown): Promise<unknown> {
  try {
    await take(value);
    return [];
  } catch (error) {
    return (error as GatehouseError).fields.map(({ pointer }) => pointer);
  }
}

it('takes what the class knows, inherited fields as well', async () => {
  const given = { name: 'a', label: 'b', part: { size: 1 }, parts: [{ size: 2 }], value: 1 };
  expect({ ...((await take(given, NamedThingDto)) as object) }).toEqual(given);
});

it('names the fields that the class does not know, at any depth, and what else is wrong', async () => {
  expect(await pointersOf({ name: 7, extra: 1, part: { colour: 1 }, parts: [{ size: 1, 'a/b': 2 }] })).toEqual([
    '/extra',
    '/part/colour',
    '/parts/0/a~1b',
    '/name',
    '/part/size',
  ]);
});

it('knows no field by the names that every object has', async () => {
  expect(await pointersOf({ name: 'a', toString: 1, hasOwnProperty: 1 })).toEqual(['/toString', '/hasOwnProperty']);
});

it('names fifty unknown fields at most', async () => {
  const many = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`a${index}`, 1]));
  expect(await pointersOf(many)).toHaveLength(50);
  expect(await pointersOf({ name: 'a', parts: [{ size: 1 }, many] })).toHaveLength(50);
});

it('hands on any JSON as it came, without a copy', async () => {
  const value = { extra: [{ deep: null }], toString: 'mine' };
  const taken = (await take({ name: 'a', value })) as ThingDto;
  expect(taken.value).toBe(value);
  expect(taken).toBeInstanceOf(ThingDto);
});

it('tells apart a value that was not sent from one that is null', async () => {
  expect(((await take({ name: 'a' })) as ThingDto).value).toBeUndefined();
  expect(((await take({ name: 'a', value: null })) as ThingDto).value).toBeNull();
});

// what Go makes of a nil slice, Jackson of a field that was never set, and System.Text.Json of a property
it('takes null for not sent where a field may be left out, and nowhere else', async () => {
  expect({ ...((await take({ name: 'a', part: null, parts: null })) as object) }).toEqual({ name: 'a' });
  expect(await pointersOf({ name: null })).toEqual(['/name']);
  expect(await pointersOf({ name: 'a', parts: [null] })).not.toEqual([]);
});

class MergedThingDto {
  @Nullable()
  @IsString()
  name?: string | null;
}

it('hands on null where it says something', async () => {
  expect({ ...((await take({ name: null }, MergedThingDto as never)) as object) }).toEqual({ name: null });
});

class NotedThingDto extends ThingDto {
  @IsOptional()
  @IsString({ each: true })
  tags?: string[];

  @IsOptional()
  @IsObject()
  notes?: object;
}

it('builds nothing of an object where none is taken, and refuses it as before', async () => {
  let read = 0;
  const deep = {
    inner: {
      get name() {
        return (read += 1);
      },
    },
  };
  await expect(take({ name: deep, value: 1 })).rejects.toMatchObject({
    fields: [{ pointer: '/name', message: 'Name must be a string.' }],
  });
  await expect(take({ name: 'a', tags: ['b', deep, [deep]], value: 1 }, NotedThingDto)).rejects.toMatchObject({
    fields: [{ pointer: '/tags', message: 'Each value in tags must be a string.' }],
  });
  expect(read).toBe(0);
});

it('leaves whole what a rule takes as an object', async () => {
  const given = { name: 'a', tags: ['b'], notes: { c: { d: [1, { e: 2 }] } }, value: { f: {} } };
  expect({ ...((await take(given, NotedThingDto)) as object) }).toEqual(given);
});

it('looks at no more of a list that is too long than shows it, at any depth', async () => {
  let looked = 0;
  const many = Array.from({ length: 20_000 }, () => ({ toString: () => String((looked += 1)) }));
  const counted = new Proxy(many, {
    get(target, key, self) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looked += 1;
      return Reflect.get(target, key, self) as unknown;
    },
  });
  const faults = take({ inner: { words: counted } }, ListDto as never);
  await expect(faults).rejects.toMatchObject({ fields: [{ pointer: '/inner/words' }] });
  expect(looked).toBeLessThan(100);
  const texts = { words: Array.from({ length: 3 }, () => 'a') };
  await expect(take(texts, ListDto as never)).rejects.toMatchObject({
    fields: [{ pointer: '/words', message: expect.stringContaining('no more than 2') as string }],
  });
  expect({ ...((await take({ words: ['a', 'b'] }, ListDto as never)) as object) }).toEqual({ words: ['a', 'b'] });
});
