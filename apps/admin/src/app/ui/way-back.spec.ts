import { Location } from '@angular/common';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withRouterConfig } from '@angular/router';
import { beforeEach, describe, expect, it } from 'vitest';
import { WayBack } from './way-back.ts';

@Component({ template: '' })
class Anything {}

describe('WayBack', () => {
  let router: Router;
  let location: Location;
  let wayBack: WayBack;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter(
          [{ path: '**', component: Anything }],
          withRouterConfig({ canceledNavigationResolution: 'computed' }),
        ),
      ],
    });
    router = TestBed.inject(Router);
    location = TestBed.inject(Location);
    wayBack = TestBed.inject(WayBack);
    router.initialNavigation();
  });

  const arrive = (path: string) => expect.poll(() => router.url).toBe(path);

  it('is Back, where Back shows the list that the detail was opened from', async () => {
    await router.navigateByUrl('/overview');
    await router.navigateByUrl('/settings?q=mail');
    await router.navigateByUrl('/settings/key/a?q=mail');
    await wayBack.to(['/settings']);
    await arrive('/settings?q=mail');
    location.back();
    await arrive('/overview');
  });

  it('goes back once, however often Esc is pressed', async () => {
    await router.navigateByUrl('/overview');
    await router.navigateByUrl('/settings');
    await router.navigateByUrl('/settings/key/a');
    await Promise.all([wayBack.to(['/settings']), wayBack.to(['/settings'])]);
    await arrive('/settings');
    await router.navigateByUrl('/settings/key/b');
    await wayBack.to(['/settings']);
    await arrive('/settings');
  });

  it('takes the place of a detail that was opened by its address', async () => {
    await router.navigateByUrl('/overview');
    await router.navigateByUrl('/settings/key/a');
    await wayBack.to(['/settings']);
    await arrive('/settings');
    location.back();
    await arrive('/overview');
  });

  it('never leads back into a form that was saved', async () => {
    await router.navigateByUrl('/settings');
    await router.navigateByUrl('/settings/new');
    await wayBack.to(['/settings/key', 'a']);
    await arrive('/settings/key/a');
    await router.navigateByUrl('/settings/key/a/edit');
    await wayBack.to(['/settings/key', 'a']);
    await arrive('/settings/key/a');
    location.back();
    await arrive('/settings');
  });
});
