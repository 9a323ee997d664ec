import { Component, input, output } from '@angular/core';

export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** A small labelled choice in a row of filters: the browser's own select. */
@Component({
  selector: 'gh-choice-box',
  template: `<label>
    <span>{{ label() }}</span>
    <select #box [value]="value()" (change)="changed.emit(box.value)">
      @for (choice of choices(); track choice.value) {
        <option [value]="choice.value" [selected]="choice.value === value()">{{ choice.name }}</option>
      }
    </select>
  </label>`,
  styles: `
    label {
      display: flex;
      flex-direction: var(--gh-choice-direction, row);
      gap: var(--gh-choice-gap, 8px);
      align-items: var(--gh-choice-align, center);
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
      white-space: nowrap;
    }

    select {
      min-width: 0;
      max-width: var(--gh-choice-width, 200px);
      height: 36px;
      padding: 0 8px;
      border: 1px solid var(--gh-border-strong);
      border-radius: 6px;
      background: var(--gh-surface);
      color: var(--gh-text);
      font: inherit;
      font-size: 0.875rem;
    }
  `,
})
export class ChoiceBox {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly value = input('');
  readonly changed = output<string>();
}
