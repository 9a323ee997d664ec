import { TestBed } from '@angular/core/testing';
import { expect, it, vi } from 'vitest';
import { Clipboard } from '../ui/clipboard.ts';
import { PlainValue } from './plain-value.ts';

it('shows a value with its spaces and lines, and copies just that', async () => {
  const copy = vi.spyOn(TestBed.inject(Clipboard), 'copy').mockResolvedValue(true);
  const fixture = TestBed.createComponent(PlainValue);
  fixture.componentRef.setInput('value', ' a\r\n b ');
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  expect(page.querySelector('pre')?.textContent).toBe(' a\r\n b ');
  page.querySelector('button')?.click();
  await fixture.whenStable();
  expect(copy).toHaveBeenCalledWith(' a\r\n b ');
});
