// Goes through a message's steps slowly, or as somebody presses a button.

export class Replay {
  #timer = 0;
  #length = 0;
  /** -1: the bytes lie at the sender's socket still. */
  at = -1;
  pace = 1000;
  playing = false;

  /** `shown(at, moving)` is called for each step that is to be seen; `moving` when time goes on by itself or by one. */
  constructor(shown) {
    this.shown = shown;
  }

  /** From the beginning of a way with so many steps. */
  begin(length, play) {
    this.stop();
    this.#length = length;
    this.at = -1;
    this.shown(this.at, false);
    if (play) this.play();
  }

  play() {
    if (this.at >= this.#length - 1) {
      this.at = -1;
      this.shown(this.at, false);
    }
    this.playing = true;
    this.#wait();
  }

  stop() {
    clearTimeout(this.#timer);
    this.playing = false;
  }

  step(by) {
    this.stop();
    const at = Math.min(this.#length - 1, Math.max(-1, this.at + by));
    const moving = by > 0 && at !== this.at;
    this.at = at;
    this.shown(at, moving);
  }

  #wait() {
    this.#timer = setTimeout(() => {
      this.at++;
      if (this.at >= this.#length - 1) this.playing = false;
      this.shown(this.at, true);
      if (this.playing) this.#wait();
    }, this.pace);
  }
}
