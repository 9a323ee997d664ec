interface Waiting {
  readonly pixels: number;
  readonly begin: () => void;
}

/**
 * How many pixels may be decoded at once: what a decoder holds in memory grows with them, not with the file. And in how
 * many pictures: more than there are processors would only take turns. First come, first served.
 */
export class PixelBudget {
  private free: number;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly size: number,
    private places: number,
  ) {
    this.free = size;
  }

  /** Waits until there is room. @returns gives it back, once */
  async take(pixels: number): Promise<() => void> {
    const taken = Math.min(Math.max(pixels, 1), this.size);
    if (this.waiting.length > 0 || taken > this.free || this.places === 0) {
      await new Promise<void>((begin) => this.waiting.push({ pixels: taken, begin }));
    } else {
      this.free -= taken;
      this.places -= 1;
    }
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.free += taken;
      this.places += 1;
      this.letIn();
    };
  }

  private letIn(): void {
    for (let next = this.waiting[0]; next && next.pixels <= this.free && this.places > 0; next = this.waiting[0]) {
      this.waiting.shift();
      this.free -= next.pixels;
      this.places -= 1;
      next.begin();
    }
  }
}
