import { Service, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy } from '@angular/router';
import type { RouterStateSnapshot } from '@angular/router';

/** "smtp.password · Settings · Gatehouse": what is open first, because tabs are cut at the end. */
@Service()
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private page: string | undefined;
  private detail: string | undefined;

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.page = this.buildTitle(snapshot);
    this.write();
  }

  /** Names what is open beside the page; nothing when it is closed. */
  show(detail: string | undefined): void {
    this.detail = detail;
    this.write();
  }

  private write(): void {
    const parts = [this.detail, this.page, 'Gatehouse'].filter((part) => part !== undefined && part !== '');
    this.title.setTitle([...new Set(parts)].join(' · '));
  }
}
