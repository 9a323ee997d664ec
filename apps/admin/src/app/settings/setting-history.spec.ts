import { TestBed } from '@angular/core/testing';
import type { SettingVersion } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import { PagedList } from '../api/paged-list.ts';
import { useFakeApi } from '../testing/fake-api.ts';
import { SettingHistory } from './setting-history.ts';

function version(over: Partial<SettingVersion>): SettingVersion {
  return {
    ...{ version: 1, operation: 'update', actor: null, createdAt: '2026-01-03T00:00:00Z', type: 'string' },
    ...{
      category: 'mail',
      description: '',
      maskedValue: '',
      changed: [],
      sameValueAs: null,
      rolledBackTo: null,
      destroyedAt: null,
    },
    ...over,
  };
}

describe('SettingHistory', () => {
  it('tells of each version what it changed', async () => {
    useFakeApi();
    const items = [
      version({ version: 5, changed: ['value'], sameValueAs: 2, rolledBackTo: 2, operation: 'rollback' }),
      version({ version: 4, changed: ['value'] }),
      version({ version: 3, changed: ['tags', 'expiresAt', 'sensitive', 'constraints'], sameValueAs: 2 }),
      version({ version: 2, changed: null, description: 'Mail relay' }),
      version({ version: 1, operation: 'create' }),
    ];
    const list = new PagedList<SettingVersion>(() => Promise.resolve({ items, nextCursor: null }));
    await list.reload();
    const fixture = TestBed.createComponent(SettingHistory);
    fixture.componentRef.setInput('list', list);
    fixture.componentRef.setInput('current', 5);
    await fixture.whenStable();
    const lines = [...(fixture.nativeElement as HTMLElement).querySelectorAll('li')].map((line) => line.textContent);
    expect(lines[0]).toMatch(/Rolled back to v2.*Same value as v2/s);
    expect(lines[0]).toMatch(/Jan [23], 2026, \d+:\d\d:\d\d/);
    expect(lines[1]).toContain('Value changed');
    expect(lines[2]).toMatch(/Tags changed.*Expiry changed.*Sensitive changed.*Constraints changed/s);
    expect(lines[2]).not.toContain('Value');
    expect(lines[3]).toContain('Description changed');
  });
});
