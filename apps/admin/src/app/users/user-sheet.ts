import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ProblemError, UserAccount } from '@gatehouse/api-client';
import { StoryLink } from '../audit/story-link.ts';
import { SessionStore } from '../session/session-store.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import type { Confirmation } from '../ui/confirm-dialog.ts';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';
import { OneTimeSecrets } from '../ui/one-time-secret.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WayBack } from '../ui/way-back.ts';
import { passOn } from './pass-on.ts';
import { RoleChoice } from './role-choice.ts';
import { UsersStore } from './users-store.ts';
import { roleName, userState } from './user-words.ts';
import type { Role } from './user-words.ts';

/** One user: what is known, which role, and who gets in. */
@Component({
  selector: 'gh-user-sheet',
  imports: [MatButton, CopyText, Icon, ProblemPanel, RoleChoice, SideSheet, Skeleton, StatusChip, StoryLink, Time],
  templateUrl: './user-sheet.html',
  styleUrl: './user-sheet.scss',
})
export class UserSheet {
  /** From the address. */
  readonly id = input.required<string>();
  protected readonly store = inject(UsersStore);
  private readonly session = inject(SessionStore);
  private readonly confirm = inject(Confirm);
  private readonly secrets = inject(OneTimeSecrets);
  private readonly wayBack = inject(WayBack);
  protected readonly user = this.store.current;
  protected readonly isOwn = computed(() => this.user()?.id === this.session.user()?.id);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  /** The role that was picked and not saved yet. */
  protected readonly wanted = signal<Role | undefined>(undefined);
  protected readonly chosen = computed<Role>(() => this.wanted() ?? this.user()?.role ?? 'viewer');
  protected readonly title = $localize`User`;
  protected readonly roleName = roleName;
  protected readonly state = userState;

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.wanted.set(undefined);
        this.problem.set(undefined);
        void this.store.open(id);
      });
    });
  }

  protected doneTo({ login }: UserAccount): string {
    return $localize`What was done to ${login}:LOGIN:`;
  }

  protected close(): void {
    void this.wayBack.to(['/users']);
  }

  protected changeRole(user: UserAccount): Promise<void> {
    const role = this.chosen();
    const question: Confirmation = {
      title: $localize`Change the role of ${user.login}:LOGIN:?`,
      text: $localize`All of this user’s sessions end at once. The new role applies from the next sign-in.`,
      confirm: $localize`Change role`,
      changes: [{ name: $localize`Role`, before: roleName(user.role), after: roleName(role) }],
    };
    return this.act(question, async () => {
      await this.store.changeRole(user, role);
      this.wanted.set(undefined);
    });
  }

  protected endSessions(user: UserAccount): Promise<void> {
    const question: Confirmation = {
      title: $localize`Sign ${user.login}:LOGIN: out everywhere?`,
      text: $localize`Their unsaved changes are lost. They can sign in again.`,
      confirm: $localize`End sessions`,
    };
    return this.act(question, () => this.store.endSessions(user.id));
  }

  protected resetPassword(user: UserAccount): Promise<void> {
    const question: Confirmation = {
      title: $localize`Reset the password of ${user.login}:LOGIN:?`,
      text: $localize`The current password stops working, two-step sign-in is turned off, and all sessions end. You get a one-time password to pass on.`,
      confirm: $localize`Reset password`,
    };
    return this.act(question, async () => {
      await this.secrets.show(passOn(await this.store.resetPassword(user.id)));
    });
  }

  protected disable(user: UserAccount): Promise<void> {
    const question: Confirmation = {
      title: $localize`Disable ${user.login}:LOGIN:?`,
      text: $localize`All sessions end at once and nobody can sign in with this login until you enable it again.`,
      confirm: $localize`Disable user`,
      dangerous: true,
    };
    return this.act(question, () => this.store.disable(user.id));
  }

  /** Nothing is lost by it: no question. */
  protected enable(user: UserAccount): Promise<void> {
    return this.attempt(() => this.store.enable(user.id));
  }

  /** A lock ends anyway: no question. */
  protected unlock(user: UserAccount): Promise<void> {
    return this.attempt(() => this.store.unlock(user.id));
  }

  private async act(question: Confirmation, work: () => Promise<void>): Promise<void> {
    if (!this.busy() && (await this.confirm.ask(question))) await this.attempt(work);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      this.problem.set(problem);
      // the picked role stays picked; beside it stands what the other one made of the user
      if (problem.code === 'VERSION_MISMATCH') await this.store.reopen();
    } finally {
      this.busy.set(false);
    }
  }
}
