import { useTranslation } from "react-i18next";
import { listCallNotesContract } from "../../../../server/modules/voice/call_note.contract.ts";
import { listCustomerRecordingsContract } from "../../../../server/modules/voice/recording.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import type { CallNote, CallRecording } from "./moment.ts";
import { Player } from "./Player.tsx";
import "./player.css";

interface Props {
  customerId: string;
  interactionId: string;
}

/** What there is of a call's recording under its line on the timeline; nothing for who may not listen to it. */
export function EntryRecording(props: Props) {
  return useCan()("recording.listen") ? <Recording {...props} /> : null;
}

function Recording({ customerId, interactionId }: Props) {
  const { t } = useTranslation();
  const { data, isPending } = useRead(listCustomerRecordingsContract, { params: { customerId } });
  if (isPending) return <Skeleton rows={1} height={30} />;
  const recording = data?.recordings.find((one) => one.interaction_id === interactionId)?.recording;
  if (!recording) return null;
  if (recording.state === "kept") return <Kept recording={recording} />;
  return (
    <p className="player off" role="status">
      {t(`recordings.${recording.state}`)}
      {recording.state === "being_written" && <Waiting customerId={customerId} />}
    </p>
  );
}

/** With what was written in the call, where the reader may see it. */
function Kept({ recording }: { recording: CallRecording }) {
  const { call_id: callId, started_at } = recording;
  const isOpen = useCan()("telephone.use");
  const { data } = useRead(listCallNotesContract, { params: { callId } }, { enabled: isOpen });
  const notes = (data?.notes ?? []).map(
    ({ at, body }): CallNote => ({ at_ms: Date.parse(at) - Date.parse(started_at), text: body }),
  );
  return <Player recording={recording} notes={notes} />;
}

/** Who had no part in the call is told nothing by the live channel, and looks again. */
function Waiting({ customerId }: Pick<Props, "customerId">) {
  useRead(listCustomerRecordingsContract, { params: { customerId } }, { refetchInterval: 3000 });
  return null;
}
