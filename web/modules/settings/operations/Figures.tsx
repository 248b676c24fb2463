import { useTranslation } from "react-i18next";
import { absent, dayOf, formatBytes, formatNumber, formatWhen } from "../../../text/format.ts";
import type { Operations } from "./warnings.ts";

interface Figure {
  name: string;
  figure: string;
  /** What to know about it. */
  aside?: string | undefined;
  look?: "danger" | "path" | "t3" | undefined;
}

/** Label and figure on one baseline, grouped by hairlines. */
export function Figures({ facts }: { facts: Operations }) {
  const { t } = useTranslation();
  const { database, jobs, disk, certificate, voice } = facts;
  const ofProgram: Figure[] = [
    {
      name: "version",
      figure: facts.version,
      aside: t("settings.operations.on_node", { version: facts.node_version }),
    },
    { name: "started", figure: formatWhen(facts.started_at) },
    { name: "memory", figure: formatBytes(facts.memory_bytes), aside: t("settings.operations.this_node") },
    { name: "sockets", figure: formatNumber(facts.live_sockets), aside: t("settings.operations.all_nodes") },
  ];
  const ofDatabase: Figure[] = [
    {
      name: "postgres",
      figure: database.version,
      aside: t(`settings.operations.${database.is_embedded ? "embedded" : "own_server"}`),
    },
    { name: "size", figure: formatBytes(database.size_bytes) },
    {
      name: "connections",
      figure: `${formatNumber(database.connections)} / ${formatNumber(database.max_connections)}`,
    },
    { name: "schema", figure: formatNumber(database.schema_version) },
  ];
  const oldest = jobs.oldest_waiting_s;
  const ofJobs: Figure[] = [
    {
      name: "waiting",
      figure: formatNumber(jobs.waiting),
      aside: oldest ? t("settings.operations.oldest", { count: oldest }) : undefined,
    },
    { name: "running", figure: formatNumber(jobs.running) },
    { name: "failed", figure: formatNumber(jobs.failed), look: jobs.failed > 0 ? "danger" : undefined },
  ];
  const ofMachine: Figure[] = [
    {
      name: "disk",
      figure: t("settings.operations.free", { free: formatBytes(disk.free_bytes) }),
      aside: t("settings.operations.of", { total: formatBytes(disk.total_bytes) }),
    },
    { name: "folder", figure: disk.folder, look: "path" },
    certificate
      ? {
          name: "certificate",
          figure: t("settings.operations.until", { date: dayOf(certificate.expires_at) }),
          aside: t(`settings.operations.${certificate.is_own ? "own_certificate" : "given_certificate"}`),
        }
      : { name: "certificate", figure: absent, aside: t("settings.operations.no_tls"), look: "t3" },
  ];
  const ofVoice: Figure[] = [
    {
      name: "voice",
      figure: t(`settings.operations.voice.${voice.is_installing ? "installing" : voice.state}`),
      aside: voice.sip_port === null ? undefined : t("settings.operations.sip_port", { port: voice.sip_port }),
      look: voice.off && voice.off.reason !== "setting" ? "danger" : voice.state === "on" ? undefined : "t3",
    },
    { name: "calls", figure: voice.calls === null ? absent : formatNumber(voice.calls) },
    {
      name: "refused_steps",
      figure: formatNumber(voice.refused_steps),
      look: voice.refused_steps > 0 ? "danger" : undefined,
    },
    ...voice.programs.map((program) => ({
      name: program.name,
      figure: program.version ?? absent,
      aside: t("settings.operations.restarts", { count: program.restarts_last_hour }),
      look: program.is_up ? undefined : ("danger" as const),
    })),
  ];
  return (
    <div className="figures">
      <Group name="program" figures={ofProgram} />
      <Group name="database" figures={ofDatabase} />
      <Group name="jobs" figures={ofJobs} />
      <Group name="machine" figures={ofMachine} />
      <Group name="voice" figures={ofVoice} />
    </div>
  );
}

function Group({ name, figures }: { name: string; figures: readonly Figure[] }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t(`settings.operations.group.${name}`)}>
      <h2>{t(`settings.operations.group.${name}`)}</h2>
      <dl>
        {figures.map((one) => (
          <div key={one.name}>
            <dt>{t(`settings.operations.label.${one.name}`)}</dt>
            <dd>
              <b className={one.look}>{one.figure}</b>
              {one.aside && <span className="small t3">{one.aside}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
