import { useTranslation } from "react-i18next";
import { listTagsContract, setTagsContract } from "../../../../server/modules/customers/customer.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { useRecord } from "./RecordContext.ts";
import { act } from "./record.ts";

export function Tags() {
  const { t } = useTranslation();
  const { record } = useRecord();
  if (!record.tags) return null;
  const names = record.tags.map((tag) => tag.name);
  const isShut = record.blocked.update !== undefined || record.read_only.includes("tags");
  return (
    <span className="row tags">
      {names.map((name) => (
        <span key={name} className="tag">
          {name}
          {!isShut && (
            <button
              type="button"
              className="tag-x"
              aria-label={t("customers.remove_tag", { name })}
              onClick={() => set(without(name))}
            >
              <Icon name="close" size={12} />
            </button>
          )}
        </span>
      ))}
      {!isShut && (
        <Menu
          className="btn text s"
          {...(names.length > 0 ? { label: t("customers.add_tag") } : {})}
          trigger={
            <>
              <Icon name="tag" size={14} />
              {names.length === 0 && t("customers.field.tags")}
              <Icon name="plus" size={14} />
            </>
          }
        >
          {(close) => (
            <TagChoice
              have={names}
              onPick={(name) => {
                close();
                void set([...names, name]);
              }}
            />
          )}
        </Menu>
      )}
    </span>
  );

  function without(name: string) {
    return names.filter((one) => one !== name);
  }

  function set(tags: string[]) {
    const send = (wanted: string[]) => async () => {
      const next = await call(setTagsContract, { params: { customerId: record.id }, body: { tags: wanted } });
      void client.invalidateQueries({ queryKey: keyOf(listTagsContract) });
      return next;
    };
    return act(send(tags), t("customers.tags_saved"), send(names));
  }
}

function TagChoice({ have, onPick }: { have: readonly string[]; onPick: (name: string) => void }) {
  const { t } = useTranslation();
  const tags = useRead(listTagsContract, {}).data?.tags ?? [];
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const name = String(new FormData(event.currentTarget).get("tag")).trim();
          if (name && !have.includes(name)) onPick(name);
        }}
      >
        <input
          className="inp s"
          name="tag"
          maxLength={40}
          ref={focusOnOpen}
          placeholder={t("customers.new_tag")}
          aria-label={t("customers.new_tag")}
          autoComplete="off"
        />
      </form>
      {tags
        .filter((tag) => !have.includes(tag.name))
        .map((tag) => (
          <MenuItem key={tag.id} onClick={() => onPick(tag.name)}>
            <span className="el">{tag.name}</span>
          </MenuItem>
        ))}
    </>
  );
}
