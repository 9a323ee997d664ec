import { Component, input } from '@angular/core';
import type { AuditEntryDetail } from '@gatehouse/api-client';
import { Icon } from '../ui/icon.ts';

/** Whether an entry can be believed, in plain words. */
@Component({
  selector: 'gh-signature-state',
  imports: [Icon],
  template: `
    @let signature = state();
    @switch (signature.state) {
      @case ('valid') {
        <p class="notice ok" data-testid="signature-state">
          <gh-icon name="shield-check" />
          <span
            ><strong i18n>The signature is valid.</strong>&ngsp;<ng-container i18n
              >This entry is exactly what Gatehouse wrote.</ng-container
            ></span
          >
        </p>
      }
      @case ('UNKNOWN_KEY') {
        <p class="notice warn" data-testid="signature-state">
          <gh-icon name="alert" />
          <span
            ><strong i18n>The signature cannot be checked.</strong>&ngsp;<ng-container i18n
              >The entry names a key that this installation does not have. Put the old key back into
              AUDIT_LOG_SECRET_KEY, or treat the entry as forged.</ng-container
            ></span
          >
        </p>
      }
      @case ('COLUMN_MISMATCH') {
        <div class="notice danger" role="alert" data-testid="signature-state">
          <gh-icon name="shield-x" />
          <span
            ><strong i18n>Somebody changed this entry in the database.</strong>&ngsp;<ng-container i18n
              >The signed original is still there: read it under “What was signed”.</ng-container
            >
            @if (signature.detail) {
              <span class="mono">{{ signature.detail }}</span>
            }
          </span>
        </div>
      }
      @default {
        <div class="notice danger" role="alert" data-testid="signature-state">
          <gh-icon name="shield-x" />
          <span
            ><strong i18n>This entry was changed after it was signed.</strong>&ngsp;<ng-container i18n
              >Do not trust it. Keep the database as it is and tell your operator.</ng-container
            ></span
          >
        </div>
      }
    }
  `,
  styles: `
    .ok {
      border-color: color-mix(in oklch, var(--gh-ok) 35%, transparent);
      background: var(--gh-ok-soft);
    }

    .ok gh-icon {
      color: var(--gh-ok);
    }

    .mono {
      display: block;
      margin-top: 4px;
    }
  `,
})
export class SignatureState {
  readonly state = input.required<AuditEntryDetail['signatureState']>();
}
