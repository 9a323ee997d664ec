import { Directive, ElementRef, afterNextRender, inject } from '@angular/core';

/** Puts the cursor here as soon as it is shown: for the field that a step of a dialog or form begins with. */
@Directive({ selector: '[ghFocusOnShow]' })
export class FocusOnShow {
  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    afterNextRender(() => element.focus());
  }
}
