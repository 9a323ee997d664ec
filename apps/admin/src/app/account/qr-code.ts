import { Component, computed, input } from '@angular/core';
import { encode } from 'uqr';

/** A QR code as one path: dark on white in every theme, since many cameras read nothing else. */
@Component({
  selector: 'gh-qr-code',
  template: `<svg [attr.viewBox]="box()" role="img" [attr.aria-label]="label()" shape-rendering="crispEdges">
    <rect width="100%" height="100%" fill="#fff" />
    <path [attr.d]="path()" fill="#000" />
  </svg>`,
  styles: `
    :host {
      display: block;
      width: 184px;
    }

    @media (max-width: 599px) {
      :host {
        width: 148px;
      }
    }

    svg {
      display: block;
      border: 1px solid var(--gh-border);
      border-radius: var(--gh-radius);
    }
  `,
})
export class QrCode {
  readonly value = input.required<string>();
  readonly label = input.required<string>();
  // four quiet modules around it, as ISO/IEC 18004 asks for
  private readonly code = computed(() => encode(this.value(), { ecc: 'M', border: 4 }));
  protected readonly box = computed(() => `0 0 ${this.code().size} ${this.code().size}`);
  protected readonly path = computed(() =>
    this.code()
      .data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join(''),
  );
}
