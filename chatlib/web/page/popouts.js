// Conversations in windows of their own: they belong to the page that opened them, and have no connection.

/** Of a window: as wide as a phone, so that several stand side by side. */
const SHAPE = "popup,width=420,height=640";

export class Popouts {
  #open = new Map();

  constructor(app) {
    this.app = app;
    addEventListener("pagehide", () => this.#tell("gone"));
    app.ended.listen(() => this.#tell("ended"));
  }

  has(conversation) {
    return this.#open.has(conversation);
  }

  /** Whether somebody looks at one of them. */
  get focused() {
    return [...this.#open.values()].some((one) => one.focused());
  }

  open(conversation) {
    const name = `ruang-${this.app.user}-${conversation.where}`;
    const opened = window.open(`/page/popout.html#${encodeURIComponent(conversation.where)}`, name, SHAPE);
    if (!opened) this.app.note(conversation, "error", this.app.words("popup_blocked"));
  }

  /** Brings it to the front, where there is one. */
  focus(conversation) {
    const own = this.#open.get(conversation);
    own?.focus();
    return Boolean(own);
  }

  /** A window says that it shows this conversation; `told` is called with "gone" or "ended". Returns what takes it back. */
  attach(conversation, own, told) {
    this.#open.set(conversation, { focus: () => own.focus(), focused: () => own.document.hasFocus(), told });
    this.app.conversations.changed.tell(conversation);
    return () => {
      this.#open.delete(conversation);
      this.app.conversations.changed.tell(conversation);
    };
  }

  #tell(what) {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { told } of all) told(what);
  }
}
