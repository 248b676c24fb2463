import { surnameLength } from "../../../platform/search/syllables.ts";

export type Kind = "company" | "person";

/** Says from a name whether a company or a person bears it; what else the row tells comes first. */
export function guessKind(name: string, row: { hasTaxId: boolean; contactName: string }): Kind {
  if (row.hasTaxId || hasCompanyWord(name)) return "company";
  if (row.contactName !== "" && row.contactName !== name) return "company";
  if (row.contactName === name) return "person";
  return isPersonName(name) ? "person" : "company";
}

export const hasCompanyWord = (name: string): boolean => companyWords.test(name);

/** Two to four Han characters that begin with a surname, 买买提·艾力, or two to three capitalised words. */
export function isPersonName(name: string): boolean {
  const text = name.normalize("NFKC").trim();
  if (/^\p{Script=Han}{2,4}$/u.test(text)) {
    const surname = knownSurname(text);
    return surname > 0 && text.length - surname <= 2;
  }
  if (/^\p{Script=Han}{2,6}[·•]\p{Script=Han}{1,6}$/u.test(text)) return true;
  return /^\p{Lu}[\p{L}'’.-]*(?: \p{L}[\p{L}'’.-]*){1,2}$/u.test(text) && !companyWords.test(text);
}

function knownSurname(text: string): number {
  const length = surnameLength(text);
  return length > 1 || surnames.includes(text.charAt(0)) ? Math.max(1, length) : 0;
}

const companyWords =
  /公司|集团|企业|工厂|[厂店行社院校局站馆所]$|中心$|工作室|事务所|银行|合作社|经营部|门市部|营业部|超市|商场|酒店|宾馆|医院|大学|学院|学校|协会|基金会|委员会|政府|\b(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ohg|bv|nv|ab|as|aps|oy|oyj|sa|sas|sarl|srl|spa|pty|pte|group|holdings?|university|hospital|bank|school|institute|foundation|association|studio|hotel|shop|store|services|solutions|trading|logistics|industries|technologies|systems)\b\.?|a\/s\b/iu;

/** The three hundred most frequent surnames (Ministry of Public Security, 2020 report). */
const surnames =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪季樊兰殷施陈翟安颜倪温芦牛葛俞章鲁鄢柳岳梅庄辛管祝左涂谷祁时舒耿卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵欧阳解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵇丛娄尚全应麻冷佟商巩褚娜卓艾佘敖宗木连申宿";
