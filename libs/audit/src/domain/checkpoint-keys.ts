import { type Checkpoint, checkpointText, openCheckpoint } from '@gatehouse/audit-bundle';
import { deriveKey, hmacSha256, NoteSigner, splitNote, timingSafeEqualStrings } from '@gatehouse/crypto';

const KEY_PURPOSE = 'gatehouse/audit/checkpoint/v1';
const SEAL_PURPOSE = 'gatehouse/audit/checkpoint-name/v1';

/** The keys that sign checkpoints: one signs, those before it still verify. */
export class CheckpointKeys {
  private sealKeys: readonly Buffer[] | undefined;
  private readonly signers = new Map<string, readonly NoteSigner[]>();

  private constructor(
    readonly origin: string,
    private readonly secrets: readonly Buffer[],
  ) {}

  /** @param text one secret per line; the first signs, the others verify */
  static parse(origin: string, text: string): CheckpointKeys {
    const secrets = text
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .map((line) => Buffer.from(line));
    if (secrets.length === 0) throw new Error('Checkpoints need a secret key');
    return new CheckpointKeys(origin, secrets);
  }

  sign(checkpoint: Omit<Checkpoint, 'origin'>): string {
    const [signer] = this.signersOf(this.origin);
    if (!signer) throw new Error('Checkpoints need a secret key');
    return signer.sign(checkpointText({ origin: this.origin, ...checkpoint }));
  }

  /** What outsiders verify with, the present one first. */
  publicKeys(): readonly string[] {
    return this.signersOf(this.origin).map(({ verifier }) => verifier.toString());
  }

  /** Opens a checkpoint of this log, also one from before its name or its key was changed. @throws as `verifyCheckpointNote` */
  open(note: string): Checkpoint {
    const [origin = ''] = splitNote(note).text.split('\n');
    return openCheckpoint(
      this.signersOf(origin).map(({ verifier }) => verifier),
      note,
    );
  }

  /** A MAC over the name that a checkpoint has in a shared place, which only who signs checkpoints can give. 64 hex digits. */
  seal(name: string): string {
    const [seal] = this.sealsOf(name);
    if (seal === undefined) throw new Error('Checkpoints need a secret key');
    return seal;
  }

  isSealed(name: string, seal: string): boolean {
    return this.sealsOf(name).some((known) => timingSafeEqualStrings(known, seal));
  }

  private sealsOf(name: string): readonly string[] {
    this.sealKeys ??= this.secrets.map((secret) => deriveKey(secret, SEAL_PURPOSE));
    return this.sealKeys.map((key) => hmacSha256(key, name).toString('hex'));
  }

  private signersOf(origin: string): readonly NoteSigner[] {
    const known = this.signers.get(origin);
    if (known) return known;
    const made = this.secrets.map((secret) => NoteSigner.derive(origin, secret, KEY_PURPOSE));
    // forged rows may name any number of logs
    if (this.signers.size > 100) this.signers.clear();
    this.signers.set(origin, made);
    return made;
  }
}
