// The WebSocket that tells of the server: it is opened again, every second, for as long as nobody answers.

const AGAIN = 1000;

export class Feed {
  #url;
  #told;
  #socket = null;

  /** `told.frame(object)` is called for each frame, `told.connected(boolean)` when it comes or goes. */
  constructor(place, told) {
    const token = new URLSearchParams(place.search).get("token");
    const scheme = place.protocol === "https:" ? "wss" : "ws";
    this.#url = `${scheme}://${place.host}/lab/live${token === null ? "" : `?token=${encodeURIComponent(token)}`}`;
    this.#told = told;
  }

  open() {
    const socket = (this.#socket = new WebSocket(this.#url));
    socket.onopen = () => this.#told.connected(true);
    socket.onmessage = ({ data }) => {
      const frame = parsed(data);
      if (frame) this.#told.frame(frame);
    };
    socket.onclose = () => {
      this.#told.connected(false);
      setTimeout(() => this.open(), AGAIN);
    };
  }

  /** False if nobody is there to hear it. */
  send(what) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(what));
    return true;
  }
}

function parsed(data) {
  try {
    const frame = JSON.parse(data);
    return frame !== null && typeof frame === "object" ? frame : null;
  } catch {
    return null;
  }
}
