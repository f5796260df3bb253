// The span in which no signature is due, by a clock that may be set meanwhile: checking every signature of 100,000 names takes
// a fifth of a second, so not while none can be due. Refuses to know signatures.

export class QuietSpan {
  #span: { readonly fromSeconds: number; readonly untilSeconds: number } | undefined;

  has(nowSeconds: number): boolean {
    return (
      this.#span !== undefined && nowSeconds >= this.#span.fromSeconds && nowSeconds < this.#span.untilSeconds
    );
  }

  begin(nowSeconds: number, seconds: number): void {
    this.#span = { fromSeconds: nowSeconds, untilSeconds: nowSeconds + seconds };
  }

  end(): void {
    this.#span = undefined;
  }

  /** If the clock is set back past this moment, the signatures just made will be from the future. */
  signed(nowSeconds: number): void {
    if (this.#span !== undefined && this.has(nowSeconds))
      this.#span = { ...this.#span, fromSeconds: nowSeconds };
    else this.end();
  }
}
