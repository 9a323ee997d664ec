import { Component, input, model } from '@angular/core';
import { ROLES } from '@gatehouse/api-client';
import { roleMeaning, roleName } from './user-words.ts';
import type { Role } from './user-words.ts';

let count = 0;

/** The roles with what each may do: nobody has to know the words beforehand. */
@Component({
  selector: 'gh-role-choice',
  template: `
    <fieldset [disabled]="disabled()">
      <legend [class.visually-hidden]="quietLegend()" i18n>Role</legend>
      @for (role of roles; track role) {
        <label [class.chosen]="value() === role">
          <input type="radio" [name]="group" [value]="role" [checked]="value() === role" (change)="value.set(role)" />
          <span>
            <strong>{{ roleName(role) }}</strong>
            <span class="meaning">{{ roleMeaning(role) }}</span>
          </span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      gap: 0;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      margin-bottom: 6px;
      padding: 0;
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
    }

    label {
      display: flex;
      gap: 10px;
      align-items: flex-start;
      padding: 10px 12px;
      border: 1px solid var(--gh-border);
      cursor: pointer;
    }

    label + label {
      margin-top: -1px;
    }

    label:first-of-type {
      border-radius: var(--gh-radius) var(--gh-radius) 0 0;
    }

    label:last-of-type {
      border-radius: 0 0 var(--gh-radius) var(--gh-radius);
    }

    label:hover {
      background: var(--gh-hover);
    }

    .chosen,
    .chosen:hover {
      background: var(--gh-accent-soft);
    }

    fieldset:disabled label {
      cursor: default;
    }

    fieldset:disabled label:not(.chosen):hover {
      background: none;
    }

    input {
      flex: none;
      width: 16px;
      height: 16px;
      margin: 2px 0 0;
      accent-color: var(--gh-accent);
    }

    strong {
      font-weight: 550;
    }

    .meaning {
      display: block;
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
    }
  `,
})
export class RoleChoice {
  readonly value = model.required<Role>();
  readonly disabled = input(false);
  /** Where a heading above says it already. */
  readonly quietLegend = input(false);
  protected readonly group = `role-${(count += 1)}`;
  protected readonly roles = ROLES;
  protected readonly roleName = roleName;
  protected readonly roleMeaning = roleMeaning;
}
