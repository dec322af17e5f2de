"""The words of a package in the reader's language: one row a text, one column a language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

LANGUAGES = ("en", "de", "fr", "zh")
_TEXTS = {
    "title": ("Archive of invoices|Rechnungsarchiv|Archives des factures|电子会计档案目录(发票)"),
    "lead": (
        "Originals as they were issued and received, byte for byte.|"
        "Originale, wie sie ausgestellt und empfangen wurden, Byte für Byte.|"
        "Originaux tels qu'émis et reçus, octet par octet.|"
        "原件按开具和接收时的形态保存，逐字节一致。"
    ),
    "company": "Company|Unternehmen|Entreprise|立档单位",
    "period": "Period|Zeitraum|Période|所属期间",
    "made": "Made|Erstellt|Établi|生成时间",
    "files": "Files|Dateien|Fichiers|文件数",
    "documents": "Documents|Belege|Documents|件数",
    "totals": "Totals|Summen|Totaux|金额合计",
    "pages": "Pages of the index|Seiten des Verzeichnisses|Pages de l'index|目录分页",
    "page": "Page {}|Seite {}|Page {}|第 {} 页",
    "back": "Cover|Deckblatt|Couverture|封面",
    "check": (
        "How to check this package|So wird dieses Paket geprüft|Vérifier ce paquet|如何检验本档案包"
    ),
    "check_how": (
        "Run the command below, or any BagIt tool, or compare manifest-sha256.txt by hand. The "
        "package is whole when the digest of tagmanifest-sha256.txt is the one you were told.|"
        "Den Befehl unten oder ein BagIt-Werkzeug ausführen oder manifest-sha256.txt von Hand "
        "vergleichen. Das Paket ist vollständig, wenn die Prüfsumme von tagmanifest-sha256.txt die "
        "genannte ist.|"
        "Lancer la commande ci-dessous ou un outil BagIt, ou comparer manifest-sha256.txt à la "
        "main. Le paquet est intact si l'empreinte de tagmanifest-sha256.txt est celle annoncée.|"
        "运行下面的命令，或使用任何 BagIt 工具，"
        "或手工核对 manifest-sha256.txt 与 manifest-sm3.txt。"
        "tagmanifest-sha256.txt 的摘要与移交时告知的一致，即为完整。"
    ),
    "issued": "issued|ausgestellt|émise|开具",
    "received": "received|empfangen|reçue|取得",
    "gone": ("destroyed after its time|nach Fristablauf vernichtet|détruit après délai|已按期销毁"),
    "sequence": "No.|Nr.|N°|序号",
    "direction": "Direction|Richtung|Sens|收发",
    "number": "Number|Nummer|Numéro|发票号码",
    "type_code": "Type (UNTDID 1001)|Art (UNTDID 1001)|Type (UNTDID 1001)|文种代码",
    "issue_date": "Date|Datum|Date|开票日期",
    "seller": "Seller|Verkäufer|Vendeur|销售方",
    "seller_tax_id": "Seller's tax number|Steuernummer des Verkäufers|N° fiscal vendeur|销方税号",
    "buyer": "Buyer|Käufer|Acheteur|购买方",
    "buyer_tax_id": "Buyer's tax number|Steuernummer des Käufers|N° fiscal acheteur|购方税号",
    "currency": "Currency|Währung|Devise|币种",
    "without_vat": "Without VAT|Netto|Hors TVA|金额",
    "vat": "VAT|Umsatzsteuer|TVA|税额",
    "total": "Total|Brutto|Total|价税合计",
    "status": "Status|Status|Statut|状态",
    "voucher": "Voucher|Buchungsbeleg|Pièce|记账凭证号",
    "file": "File|Datei|Fichier|文件",
    "media_type": "Media type|Medientyp|Type de média|格式",
    "size": "Bytes|Bytes|Octets|字节",
    "sha256": "SHA-256|SHA-256|SHA-256|SHA-256 摘要",
    "sm3": "SM3|SM3|SM3|SM3 摘要",
    "archived_at": "Archived|Archiviert|Archivé|归档时间",
    "retain_until": "Keep until|Aufbewahren bis|Conserver jusqu'au|保管至",
    "on_hold": "On hold|Aufbewahrungssperre|Gel juridique|冻结",
    "document_id": "Id|Id|Id|系统标识",
    "content_hash": "Seal|Siegel|Sceau|内容摘要",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language."""

    language: str

    def text(self, key: str) -> str:
        """Returns a text, the key itself where it is none of ours."""
        place = LANGUAGES.index(self.language)
        return _TEXTS[key].split("|")[place] if key in _TEXTS else key

    def amount(self, value: Decimal) -> str:
        """Returns an amount as this language writes it: 1,234.50 or 1.234,50."""
        return str(format_decimal(value, "#,##0.00##", locale=self.language))

    def count(self, value: int) -> str:
        """Returns a whole number as this language writes it."""
        return str(format_decimal(value, "#,##0", locale=self.language))


def words_for(locale: str) -> Words:
    """Returns the words for a locale such as `zh-CN`; English where there are none."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return Words(language if language in LANGUAGES else "en")
