import {
  Component,
  DOCUMENT,
  ElementRef,
  LOCALE_ID,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { AUDIT_CATEGORIES, AUDIT_EVENTS, AUDIT_STATUSES, type AuditEntry } from '@gatehouse/api-client';
import { Logins } from '../session/logins.ts';
import { ChoiceBox } from '../ui/choice-box.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { FilterBox } from '../ui/filter-box.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import { ListFrame } from '../ui/list-frame.ts';
import { RowChunks, RowWindow } from '../ui/row-window.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WORDS, formatWords, isQuoteOpen, parseWords } from './audit-filter.ts';
import type { AuditFilter } from './audit-filter.ts';
import { auditQualifiers, faultOf } from './audit-qualifiers.ts';
import { AuditExport, AuditExportStatus } from './audit-export.ts';
import { activeFilters } from './active-filters.ts';
import type { ActiveFilter } from './active-filters.ts';
import { AuditStore } from './audit-store.ts';
import { AuditVerifyResult } from './audit-verify-result.ts';
import { actorId, actorName, resourceName } from './entry-words.ts';
import { byRequest } from './by-request.ts';
import { categoryName, entryOutcome, eventName, outcome } from './event-names.ts';
import { reasonText } from './reason-text.ts';

/** A filter of which nothing stands in the line that is typed. */
const NOTHING_TYPED: AuditFilter = {
  type: undefined,
  text: undefined,
  ...Object.fromEntries(Object.values(WORDS).map((name) => [name, undefined])),
};

@Component({
  selector: 'gh-audit-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    AuditExport,
    AuditExportStatus,
    AuditVerifyResult,
    ChoiceBox,
    EmptyState,
    FilterBox,
    Icon,
    ListFrame,
    RowChunks,
    RowKeys,
    RowWindow,
    StatusChip,
    Time,
  ],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.scss',
})
export class AuditPage {
  // The filter, from the address.
  readonly category = input<string>();
  readonly status = input<string>();
  readonly type = input<string | string[]>();
  readonly actor = input<string>();
  readonly resourceType = input<string>();
  readonly resource = input<string>();
  readonly ip = input<string>();
  readonly requestId = input<string>();
  readonly sessionId = input<string>();
  readonly text = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly routine = input<string>();

  protected readonly store = inject(AuditStore);
  private readonly logins = inject(Logins);
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly locale = inject(LOCALE_ID);
  /** Small screens show the rest of the filters when asked. */
  protected readonly more = signal(false);
  protected readonly eventName = eventName;
  private readonly filterBox = viewChild.required(FilterBox);
  private readonly verifyButton = viewChild.required<unknown, ElementRef<HTMLElement>>('verify', { read: ElementRef });
  protected readonly entryOutcome = entryOutcome;
  protected readonly hint = $localize`Words in the details, or actor:ada resource:"file name.pdf" ip:… request:…`;
  protected readonly categories = [
    { value: '', name: $localize`All` },
    ...AUDIT_CATEGORIES.map((value) => ({ value, name: categoryName(value) })),
  ];
  protected readonly statuses = [
    { value: '', name: $localize`All` },
    ...AUDIT_STATUSES.map((value) => ({ value, name: outcome(value).name })),
  ];
  /** Chosen one after another; each joins those that are there. */
  protected readonly eventChoices = computed(() => {
    const chosen = this.filter().type ?? [];
    const left = AUDIT_EVENTS.filter((type) => !chosen.includes(type)).map((value) => ({
      value,
      name: eventName(value),
    }));
    const first = chosen.length === 0 ? $localize`All` : $localize`Add one`;
    return [{ value: '', name: first }, ...left.sort((a, b) => a.name.localeCompare(b.name))];
  });
  protected readonly emptyFiltered = $localize`No entries match this filter`;
  protected readonly emptyAll = $localize`Nothing recorded yet`;
  private readonly filter = computed<AuditFilter>(
    () => ({
      category: this.category(),
      status: this.status(),
      type: listOf(this.type()),
      actor: this.actor(),
      resourceType: this.resourceType(),
      resource: this.resource(),
      ip: this.ip(),
      requestId: this.requestId(),
      sessionId: this.sessionId(),
      text: this.text(),
      from: this.from(),
      to: this.to(),
      routine: this.routine(),
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  private readonly nameOf = (id: string) => this.logins.find(id);
  protected readonly active = computed(() => activeFilters(this.filter(), this.nameOf));
  /** What is wrong with a name in the line, to be said there. */
  protected readonly unknown = computed(() => {
    switch (this.store.list.problem()?.code) {
      case 'ACTOR_UNKNOWN':
        return $localize`Nobody is called “${this.actor() ?? ''}:NAME:”. Check the spelling of the login or of the service account, or use the ID.`;
      case 'RESOURCE_UNKNOWN':
        return $localize`Nothing is called “${this.resource() ?? ''}:NAME:”: no setting, file, user or service account. Check the spelling, or use the ID.`;
      default:
        return '';
    }
  });
  protected readonly rows = computed(() => byRequest(this.store.list.items()));
  protected readonly routineCount = computed(() => this.store.routine()?.toLocaleString(this.locale));
  protected readonly mistyped = signal('');
  protected readonly qualifiers = computed(() => auditQualifiers(this.store.list.items(), this.nameOf));
  protected readonly words = computed(() => formatWords(this.filter()));

  constructor() {
    effect(() => {
      const filter = this.filter();
      untracked(() => void this.store.show(filter));
    });
    effect(() => {
      this.store.verification();
      // what is shown of a verification goes with its buttons; the focus must not go with them
      if (this.document.activeElement?.closest('gh-audit-verify-result')) this.verifyButton().nativeElement.focus();
    });
  }

  protected narrow(change: AuditFilter): void {
    const entries = Object.entries(change) as [string, string | readonly string[] | undefined][];
    const queryParams = Object.fromEntries(
      entries.map(([name, value]) => [name, value === undefined || value.length === 0 ? null : value]),
    );
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected search(text: string): void {
    const fault = faultOf(text, this.qualifiers());
    this.mistyped.set(fault);
    if (fault === '' && !isQuoteOpen(text)) this.narrow({ ...NOTHING_TYPED, ...parseWords(text) });
  }

  protected addType(type: string): void {
    if (type !== '') this.narrow({ type: [...(this.filter().type ?? []), type] });
  }

  protected showRoutine(press: Event): void {
    this.narrow({ routine: 'true' });
    this.keepFocus(press);
  }

  protected clear(press: Event): void {
    this.mistyped.set('');
    void this.router.navigate([], { relativeTo: this.route, queryParams: {}, replaceUrl: true });
    this.keepFocus(press);
  }

  protected remove({ without }: ActiveFilter, press: Event): void {
    this.narrow(without);
    this.keepFocus(press);
  }

  protected who(entry: AuditEntry): Named {
    const name = actorName(entry, this.nameOf);
    const id = actorId(entry);
    return { name, title: id === undefined ? name : `${name} · ${id}` };
  }

  protected what(entry: AuditEntry): Named {
    const name = resourceName(entry, this.nameOf);
    const title = name === '' || name.includes(entry.resourceId ?? '') ? name : `${name} · ${entry.resourceId}`;
    return { name: name === '' ? reasonText(entry.reason ?? '') : name, title };
  }

  /** The button that was pressed goes with its filter. Who pressed it with a key goes on from the filter's line. */
  private keepFocus(press: Event): void {
    if ((press as UIEvent).detail === 0) this.filterBox().focus();
  }
}

/** A name for a line, and for its tooltip the name with the id. */
interface Named {
  readonly name: string;
  readonly title: string;
}

/** One value of the address comes as a text, several as a list. */
function listOf(value: string | string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}
