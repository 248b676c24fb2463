import { Select } from "antd";
import { useIndustries } from "../../../api/reference.ts";
import { locale } from "../../../text/locale.ts";

interface Props {
  value: string;
  label: string;
  onPick: (code: string) => void;
}

/** GB/T 4754 by name or code. */
export default function IndustryPicker({ value, label, onPick }: Props) {
  const industries = useIndustries();
  return (
    <Select
      showSearch
      allowClear
      autoFocus
      defaultOpen
      size="small"
      style={{ width: "100%" }}
      aria-label={label}
      value={value || undefined}
      optionFilterProp="label"
      options={industries.map((one) => ({
        value: one.code,
        label: `${locale() === "en" ? one.en : one.zh} ${one.code}`,
      }))}
      onChange={(code: string | undefined) => onPick(code ?? "")}
    />
  );
}
