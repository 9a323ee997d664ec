import { Component, input } from '@angular/core';
import { CopyButton } from '../ui/copy-button.ts';

/** A value that is not sensitive: shown to everybody who may list settings, and copied without a trace. */
@Component({
  selector: 'gh-plain-value',
  imports: [CopyButton],
  template: `<div class="value-box">
      <pre tabindex="0" aria-label="Value" i18n-aria-label>{{ value() }}</pre>
    </div>
    <gh-copy-button [value]="value()"><ng-container i18n>Copy</ng-container></gh-copy-button>`,
})
export class PlainValue {
  readonly value = input.required<string>();
}
