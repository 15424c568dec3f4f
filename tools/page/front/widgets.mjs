// ipywidgets' own front end, fed by the worker's messages instead of a Jupyter kernel's.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";

const MODULES = { "@jupyter-widgets/base": base, "@jupyter-widgets/controls": controls };

class Comm {
  constructor(id, target, manager) {
    this.comm_id = id;
    this.target_name = target;
    this.manager = manager;
  }
  on_msg(heard) {
    this.heard = heard;
  }
  on_close(closed) {
    this.closed = closed;
  }
  open() {
    return "";
  }
  close() {
    return "";
  }
  send(data, callbacks) {
    return this.manager.send(this.comm_id, data, callbacks);
  }
}

/** The widgets of one worker. `post` takes what is to be sent to it. */
export class Widgets extends ManagerBase {
  constructor(post) {
    super();
    this.post = post;
    this.comms = new Map();
    this.waiting = new Map();
    this.count = 0;
  }

  send(comm, data, callbacks) {
    const message = String((this.count += 1));
    this.waiting.set(message, callbacks);
    this.post({ do: "comm", comm, data, message });
    return message;
  }

  /** The worker has done what a message asked. */
  heard(message) {
    const callbacks = this.waiting.get(message);
    this.waiting.delete(message);
    callbacks?.iopub?.status?.({ content: { execution_state: "idle" } });
  }

  /** What the worker says about a widget. */
  async received({ type, comm: id, data, metadata, target }) {
    const message = { content: { comm_id: id, target_name: target, data }, metadata, buffers: [] };
    if (type === "comm_open") {
      const comm = new Comm(id, target, this);
      this.comms.set(id, comm);
      await this.handle_comm_open(comm, message);
    } else if (type === "comm_msg") {
      await this.comms.get(id)?.heard?.(message);
    } else {
      this.comms.get(id)?.closed?.(message);
      this.comms.delete(id);
    }
  }

  /** Show the widget in `place`; returns what takes it away again. */
  async show(model, place) {
    const view = await this.create_view(await this.get_model(model));
    if (!place.isConnected) return () => view.remove();
    Widget.attach(view.luminoWidget, place);
    return () => view.remove();
  }

  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`This page cannot show the widget ${name} of ${module}.`);
    return found;
  }

  async _create_comm() {
    throw new Error("Widgets are made by cells.");
  }

  async _get_comm_info() {
    return {};
  }
}
