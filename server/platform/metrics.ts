import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Prometheus metrics of this node. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: "zhiyin_http_request_seconds",
      help: "Time to answer, by route and status",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    liveSockets: new Gauge({ name: "zhiyin_live_sockets", help: "Open live channels", registers }),
    sipSockets: new Gauge({ name: "zhiyin_sip_sockets", help: "Browsers that are connected to the edge", registers }),
    jobs: new Counter({
      name: "zhiyin_jobs_total",
      help: "Jobs run, by name and outcome",
      labelNames: ["job", "outcome"],
      registers,
    }),
    openHouses: new Gauge({ name: "zhiyin_open_organisations", help: "Organisations with an open pool", registers }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
