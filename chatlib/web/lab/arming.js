// A question that stands before a button: the class says first what it expects, and only then is it done.

/** The buttons that a question can be put before. */
export const ARMED = ["kill", "stop", "reload"];

export class Arming {
  /** "" or one of ARMED. */
  button = "";
  /** `idle`: nothing is asked; `prepared`: will be asked; `open`: the class votes; `closed`: the button may be pressed. */
  stage = "idle";

  /** Puts a question before a button; "" takes it away. */
  arm(button) {
    this.button = ARMED.includes(button) ? button : "";
    if (this.stage !== "open") this.stage = this.button ? "prepared" : "idle";
  }

  /** What the feed says of the question: a vote that was open and is not any more sets the button free. */
  told({ question, open }) {
    if (question && open) this.stage = "open";
    else if (this.stage === "open") this.stage = "closed";
  }

  /** The button was pressed: the next time needs another question. */
  pressed(button) {
    if (this.button !== button || this.locks(button)) return;
    this.button = "";
    this.stage = "idle";
  }

  locks(button) {
    return this.button === button && (this.stage === "prepared" || this.stage === "open");
  }
}
