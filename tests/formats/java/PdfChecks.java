import java.io.File;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.preflight.Format;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.ValidationResult.ValidationError;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;
import org.apache.xmpbox.xml.DomXmpParser;

/** Prints what XmpBox (strict) and PDFBox preflight (PDF/A-1b) find: nothing where all is well. */
public class PdfChecks {
  public static void main(String[] files) throws Exception {
    for (int i = 1; i < files.length; i++) {
      if (files[0].equals("xmp")) xmp(new File(files[i]));
      else preflight(new File(files[i]));
    }
  }

  static void xmp(File file) throws Exception {
    try (PDDocument pdf = PDDocument.load(file)) {
      DomXmpParser parser = new DomXmpParser();
      parser.setStrictParsing(true);
      parser.parse(pdf.getDocumentCatalog().getMetadata().exportXMPMetadata());
    } catch (org.apache.xmpbox.xml.XmpParsingException problem) {
      System.out.println(file.getName() + ": " + problem.getMessage());
    }
  }

  static void preflight(File file) throws Exception {
    PreflightParser parser = new PreflightParser(file);
    ValidationResult result;
    try {
      parser.parse(Format.PDF_A1B);
      try (PreflightDocument document = parser.getPreflightDocument()) {
        document.validate();
        result = document.getResult();
      }
    } catch (SyntaxValidationException problem) {
      result = problem.getResult();
    }
    for (ValidationError error : result.getErrorsList())
      System.out.println(file.getName() + ": " + error.getErrorCode() + " " + error.getDetails());
  }
}
