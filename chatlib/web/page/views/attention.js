// What is unread, for who looks elsewhere: in the title, and as notifications where the browser has them and they are wanted.

import { oneLine, quoted } from "../model/text.js";
import { counted } from "./person.js";

/** Notifications exist only where the page came by https, or from this very machine. */
export const canNotify = () => isSecureContext && "Notification" in window;

export class Attention {
  #title = "";

  constructor(app) {
    this.app = app;
    this.stops = [
      app.conversations.changed.listen(() => this.#call()),
      app.conversations.arrived.listen((conversation, entry) => this.#notify(conversation, entry)),
    ];
    this.#call();
  }

  destroy() {
    for (const stop of this.stops) stop();
    document.title = "Ruang";
  }

  /** No frame is waited for, and no timer: neither is punctual where nobody looks. The title changes a hundred times at most. */
  #call() {
    const { waiting, current } = this.app.conversations;
    const where = current.kind === "lobby" ? "" : `${oneLine(current.where)} — `;
    const title = `${waiting ? `(${counted(waiting)}) ` : ""}${where}Ruang`;
    if (title !== this.#title) document.title = this.#title = title;
  }

  #notify(conversation, entry) {
    if (!entry.urgent || conversation.looked || !canNotify() || Notification.permission !== "granted") return;
    const title = conversation.kind === "person" ? entry.sender : `${entry.sender} — ${conversation.where}`;
    const note = new Notification(oneLine(title), { body: quoted(entry.text, 200), tag: conversation.where, icon: "/page/icon.svg" });
    note.onclick = () => {
      window.focus();
      this.app.conversations.look(conversation);
      note.close();
    };
  }
}
