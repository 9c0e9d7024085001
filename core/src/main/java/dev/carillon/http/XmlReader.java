package dev.carillon.http;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads small untrusted documents in UTF-8: no document types, no entities except the five of XML,
 * at most 16 levels deep and 150,000 elements. Thread-safe.
 */
public final class XmlReader {
    private static final String MARK = "\uFEFF";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 150_000;

    private final XMLStreamReader from;
    private int elements;

    private XmlReader(XMLStreamReader from) {
        this.from = from;
    }

    /**
     * Reads a document.
     *
     * @return its root
     * @throws XmlException if it is malformed, has a document type or is too deep or too large
     */
    public static XmlElement read(byte[] document) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            String text = decoder.decode(ByteBuffer.wrap(document)).toString();
            var plain = new StringReader(text.startsWith(MARK) ? text.substring(1) : text);
            var from = factory().createXMLStreamReader(plain);
            return new XmlReader(from).root();
        } catch (CharacterCodingException e) {
            throw new XmlException("the XML is not UTF-8", e);
        } catch (XMLStreamException e) {
            throw new XmlException("the XML is malformed: " + place(e), e);
        }
    }

    /** Reads a document, as {@link #read(byte[])}, whose root must have this name. */
    public static XmlElement read(byte[] document, String root) {
        XmlElement element = read(document);
        if (!element.name().equals(root)) {
            throw new XmlException(
                    "the XML's root must be <%s>, not <%s>".formatted(root, element.name()));
        }
        return element;
    }

    private XmlElement root() throws XMLStreamException {
        while (from.next() != XMLStreamConstants.START_ELEMENT) {
            if (from.getEventType() == XMLStreamConstants.DTD) {
                throw new XmlException("the XML must have no document type");
            }
        }
        XmlElement root = element(1);
        while (from.hasNext()) {
            from.next();
        }
        return root;
    }

    private XmlElement element(int depth) throws XMLStreamException {
        elements++;
        if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) {
            throw new XmlException(
                    "the XML is deeper than %d or has more than %d elements"
                            .formatted(MAX_DEPTH, MAX_ELEMENTS));
        }
        String name = from.getLocalName();
        var text = new StringBuilder();
        var children = new ArrayList<XmlElement>();
        for (int event = from.next();
                event != XMLStreamConstants.END_ELEMENT;
                event = from.next()) {
            take(event, depth, text, children);
        }
        return new XmlElement(name, text.toString(), children);
    }

    private void take(int event, int depth, StringBuilder text, List<XmlElement> children)
            throws XMLStreamException {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
            case XMLStreamConstants.CHARACTERS,
                    XMLStreamConstants.CDATA,
                    XMLStreamConstants.SPACE ->
                    text.append(from.getText());
            case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XmlException("the XML must use no entities of its own");
            default -> {}
        }
    }

    private static String place(XMLStreamException e) {
        var location = e.getLocation();
        return location == null
                ? "it ends too early"
                : "line %d, column %d"
                        .formatted(location.getLineNumber(), location.getColumnNumber());
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing outside the document is read");
        });
        return factory;
    }
}
