/** Why rows stay outside, in the languages of the file that people mend. The page has its own words for the same reasons. */
const reasons: Record<string, [zh: string, en: string]> = {
  name_missing: ["没有客户名称", "No customer name"],
  phone_too_short: ["电话位数不够", "Phone number too short"],
  phone_too_long: ["电话位数太多", "Phone number too long"],
  phone_not_a_number: ["这不是电话号码", "Not a phone number"],
  phone_not_in_use: ["没有这样的号段", "No such number range"],
  tax_id_length: ["税号应为 18 位", "A credit code has 18 characters"],
  tax_id_character: ["税号里有不该有的字符", "The credit code holds a wrong character"],
  tax_id_check_digit: ["税号末位校验码不对", "The credit code's check digit is wrong"],
  mail_invalid: ["邮箱格式不对", "Not a mail address"],
  bad_date: ["日期认不出来", "Not a date"],
  bad_number: ["数字认不出来", "Not a number"],
  stage_unknown: ["生命周期阶段认不出来", "Unknown life-cycle stage"],
  gender_unknown: ["性别认不出来", "Unknown gender"],
  number_unknown: ["没有这个客户编号", "No such customer number"],
  exists_not_yours: ["已经有了，但不归你", "Exists already, and is not yours"],
  several_match: ["对得上的客户不止一个", "Several customers match"],
  field_not_yours: ["这位客户的这一项你不能改", "You may not change this field of that customer"],
  formula_error: ["公式出错了", "A formula that failed"],
  too_many_cells: ["这一行的列比表头多", "More cells than columns"],
  too_many_columns: ["列太多", "Too many columns"],
  cell_too_long: ["内容太长", "Text too long"],
  record_too_long: ["整行太长", "Row too long"],
  bad_quotes: ["引号没有配对", "Quotes do not match"],
  bad_character: ["有不能保存的字符", "Holds a character that cannot be kept"],
};

export const reasonText = (reason: string, locale: "zh-CN" | "en"): string =>
  reasons[reason]?.[locale === "en" ? 1 : 0] ?? reason;
