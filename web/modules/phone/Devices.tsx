import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Field } from "../../ui/Field.tsx";
import { type Choice, choice, chooseDevice, listDevices } from "./device/choice.ts";
import { ringOnce } from "./device/ringer.ts";
import { Level } from "./Level.tsx";
import { RelayTrial } from "./RelayTrial.tsx";

const kinds = [
  ["microphone", "audioinput"],
  ["speaker", "audiooutput"],
  ["ringer", "audiooutput"],
] as const satisfies readonly (readonly [keyof Choice, MediaDeviceKind])[];

/** Which microphone, headset and loudspeaker; with a look at whether they work. */
export function Devices() {
  const { t } = useTranslation();
  const chosen = choice.use();
  const { devices, refresh } = useDevices();
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [isRefused, setRefused] = useState(false);
  const opened = useRef<MediaStream | null>(null);
  useEffect(() => () => stop(opened.current), []);
  return (
    <div className="devices">
      {kinds.map(([name, kind]) => (
        <Field key={name} label={t(`phone.device.${name}`)}>
          <select
            className="inp s"
            value={chosen[name] ?? ""}
            onChange={(event) => chooseDevice({ [name]: event.target.value || null })}
          >
            <option value="">{t("phone.device.system")}</option>
            {devices
              .filter((one) => one.kind === kind && one.deviceId !== "" && one.deviceId !== "default")
              .map((one) => (
                <option key={one.deviceId} value={one.deviceId}>
                  {one.label || t("phone.device.unnamed")}
                </option>
              ))}
          </select>
        </Field>
      ))}
      {stream && <Level stream={stream} label={t("phone.device.heard")} />}
      {isRefused && (
        <p className="small danger" role="alert">
          {t("phone.trouble.microphone_denied")}
        </p>
      )}
      <div className="row">
        <ActionButton small icon="phone" onClick={test}>
          {t(stream ? "phone.device.stop" : "phone.device.test")}
        </ActionButton>
        <ActionButton small icon="bell" onClick={() => ringOnce(chosen.ringer)}>
          {t("phone.device.ring")}
        </ActionButton>
        <Notifications />
        <RelayTrial />
      </div>
    </div>
  );

  async function test() {
    stop(opened.current);
    opened.current = null;
    setStream(null);
    if (stream) return;
    try {
      const audio = chosen.microphone ? { deviceId: chosen.microphone } : true;
      opened.current = await navigator.mediaDevices.getUserMedia({ audio });
      setStream(opened.current);
      setRefused(false);
      refresh();
    } catch {
      setRefused(true);
    }
  }
}

const stop = (stream: MediaStream | null): void => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};

function useDevices() {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const refresh = useCallback(() => void listDevices().then(setDevices), []);
  useEffect(() => {
    refresh();
    navigator.mediaDevices?.addEventListener("devicechange", refresh);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", refresh);
  }, [refresh]);
  return { devices, refresh };
}

/** Calls that come while another window is in front. */
function Notifications() {
  const { t } = useTranslation();
  const [state, setState] = useState(() => (typeof Notification === "undefined" ? "denied" : Notification.permission));
  if (state !== "default") return null;
  return (
    <ActionButton small icon="info" onClick={() => void Notification.requestPermission().then(setState)}>
      {t("phone.device.notify")}
    </ActionButton>
  );
}
