import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, type RuleMatch, type YaraX } from '@litko/yara-x';
import { MalwareScanner, type ScannableFile } from '../domain/malware-scanner.ts';
import type { ScanFinding } from '../domain/verdict.ts';
import { withDeadline } from './deadline.ts';

/** In two parts, so that no scanner takes this program for malware. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'];

/**
 * YARA-X inside this process; its scans run on the thread pool and leave the main thread free. A rule's
 * `severity` says whether a match is `infected` or `suspicious`.
 */
export class YaraScanner extends MalwareScanner {
  readonly name = 'yara-x';
  private readonly rules: YaraX;

  /** @throws when a rule file does not compile: better no worker than one that misses things */
  constructor(
    folder: string,
    private readonly timeoutSeconds: number,
  ) {
    super();
    const files = readdirSync(folder).filter((name) => name.endsWith('.yar'));
    if (files.length === 0) throw new Error('There are no YARA rules to scan with');
    // the declarations promise a type that they do not declare
    this.rules = create() as YaraX;
    for (const file of files) this.rules.addRuleSource(readFileSync(join(folder, file), 'utf8'));
    this.rules.setMaxMatchesPerPattern(1);
  }

  async scan(file: ScannableFile): Promise<ScanFinding> {
    const matches = await this.withinTime(this.rules.scanFileAsync(file.path));
    if (matches.length === 0) return { scanner: this.name, verdict: 'clean' };
    const infected = matches.some((match) => severityOf(match) !== 'suspicious');
    const names = matches.map((match) => match.ruleIdentifier).join(', ');
    return { scanner: this.name, verdict: infected ? 'infected' : 'suspicious', detail: `matches ${names}` };
  }

  async probe(): Promise<void> {
    const matches = await this.withinTime(this.rules.scanAsync(Buffer.from(EICAR.join(''), 'latin1')));
    if (!matches.some((match) => match.ruleIdentifier === 'eicar_test_file')) {
      throw new Error('YARA-X does not detect the EICAR test file');
    }
  }

  private withinTime(scan: Promise<RuleMatch[]>): Promise<RuleMatch[]> {
    return withDeadline(scan, this.timeoutSeconds * 1000, 'YARA-X did not finish in time');
  }
}

function severityOf(match: RuleMatch): unknown {
  return (match.meta as { readonly severity?: unknown }).severity;
}

/** The rules that come with Gatehouse: found from the sources and from a bundle alike. */
export function bundledRules(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const rules = join(folder, 'libs', 'uploads', 'rules');
    if (existsSync(rules)) return rules;
  }
  throw new Error('The YARA rules in libs/uploads/rules are missing');
}
