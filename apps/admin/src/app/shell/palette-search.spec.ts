import { TestBed } from '@angular/core/testing';
import { expect, it } from 'vitest';
import { problem, setting, signInAs, useFakeApi, userAccount } from '../testing/fake-api.ts';
import { PaletteSearch } from './palette-search.ts';

const LISTS = ['secure-settings', 'users', 'service-accounts', 'upload-image'];

async function search(over: Parameters<typeof signInAs>[1] = {}) {
  const api = useFakeApi();
  TestBed.configureTestingModule({ providers: [PaletteSearch] });
  for (const list of LISTS) api.on(`GET /api/${list}`, { body: { items: [], nextCursor: null } });
  await signInAs(api, over);
  return { api, palette: TestBed.inject(PaletteSearch) };
}

it('puts first what begins with the words, then what has a part that does', async () => {
  const { api, palette } = await search();
  const keys = ['crm.bismtp', 'mail.smtp', 'smtp.password'];
  api.on('GET /api/secure-settings', {
    body: { items: keys.map((key) => setting({ key })), nextCursor: null },
  });
  expect((await palette.find('smtp')).map(({ name }) => name)).toEqual(['smtp.password', 'mail.smtp', 'crm.bismtp']);
});

it('finds the rest while one list does not answer', async () => {
  const { api, palette } = await search();
  api.on('GET /api/secure-settings', problem(503, 'OVERLOADED'));
  api.on('GET /api/users', { body: { items: [userAccount({ id: 'u', login: 'grace' })], nextCursor: null } });
  expect(await palette.find('gra')).toMatchObject([{ name: 'grace', path: ['/users', 'u'] }]);
});

it('asks for no list that the person may not see', async () => {
  const { api, palette } = await search({ role: 'viewer' });
  await palette.find('gra');
  expect(api.asked.filter((call) => /users|service-accounts/.test(call))).toEqual([]);
});

it('leads from the ID of a request to what it did', async () => {
  const { palette } = await search();
  const id = '0192f0c1-2345-7abc-8def-0123456789ab';
  expect(await palette.find(id)).toMatchObject([{ path: ['/audit'], query: { requestId: id } }]);
});
