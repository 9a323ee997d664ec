import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SideSheet } from './side-sheet.ts';

@Component({
  imports: [SideSheet],
  template: `
    <button id="row">Row</button>
    @if (open()) {
      <gh-side-sheet heading="smtp.password" (closed)="open.set(false)"><input id="field" /></gh-side-sheet>
    }
  `,
})
class Page {
  readonly open = signal(false);
}

/** A screen whose width can be changed. */
function useScreen(wide: boolean) {
  const media = Object.assign(new EventTarget(), { matches: wide });
  vi.stubGlobal('matchMedia', () => media);
  return (nowWide: boolean) => {
    media.matches = nowWide;
    media.dispatchEvent(new Event('change'));
  };
}

async function openSheet() {
  const fixture = TestBed.createComponent(Page);
  const page = fixture.nativeElement as HTMLElement;
  document.body.append(page);
  const row = page.querySelector<HTMLElement>('#row')!;
  row.focus();
  fixture.componentInstance.open.set(true);
  await fixture.whenStable();
  return { fixture, page, row, sheet: () => page.querySelector('section') };
}

afterEach(() => vi.unstubAllGlobals());

describe('SideSheet', () => {
  it('is modal on a narrow screen, and what it covers cannot be reached', async () => {
    const resize = useScreen(false);
    const { fixture, row, sheet } = await openSheet();
    expect(sheet()?.getAttribute('aria-modal')).toBe('true');
    expect(row.inert).toBe(true);
    resize(true);
    await fixture.whenStable();
    expect(sheet()?.hasAttribute('aria-modal')).toBe(false);
    expect(row.inert).toBe(false);
  });

  it('leaves dialogs and menus above it in reach', async () => {
    useScreen(false);
    const above = document.createElement('div');
    above.className = 'cdk-overlay-container';
    document.body.append(above);
    await openSheet();
    expect(above.hasAttribute('inert')).toBe(false);
    expect(above.inert).not.toBe(true);
    above.remove();
  });

  it('names the page after what is open, and gives focus back when it closes', async () => {
    useScreen(false);
    const { fixture, row, sheet } = await openSheet();
    expect(TestBed.inject(Title).getTitle()).toBe('smtp.password · Gatehouse');
    expect(document.activeElement?.textContent).toBe('smtp.password');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await fixture.whenStable();
    expect(sheet()).toBeNull();
    expect(row.inert).toBe(false);
    expect(document.activeElement).toBe(row);
    expect(TestBed.inject(Title).getTitle()).toBe('Gatehouse');
  });

  it('closes at the first Esc, though a hint that is still fading would keep it to itself', async () => {
    useScreen(true);
    const { fixture, page, sheet } = await openSheet();
    const keep = (event: Event) => event.stopPropagation();
    document.body.addEventListener('keydown', keep);
    page.querySelector('#field')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    document.body.removeEventListener('keydown', keep);
    await fixture.whenStable();
    expect(sheet()).toBeNull();
  });

  it('says once that it is closed', async () => {
    useScreen(true);
    const { fixture, page } = await openSheet();
    const close = vi.spyOn(fixture.componentInstance.open, 'set');
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
    page.querySelector('#field')!.dispatchEvent(escape);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
