package dev.carillon.http;

import java.util.List;
import java.util.Optional;

/**
 * One element of a document that was read whole: its name without prefix, its text or its children.
 * Immutable.
 *
 * @param name the local name; name spaces do not count
 * @param text all text directly within, as it is; white space between children included
 * @param children in order
 */
public record XmlElement(String name, String text, List<XmlElement> children) {
    public XmlElement {
        children = List.copyOf(children);
    }

    /** The first child of a name. */
    public Optional<XmlElement> child(String childName) {
        return children.stream().filter(it -> it.name().equals(childName)).findFirst();
    }

    /** All children of a name, in order. */
    public List<XmlElement> children(String childName) {
        return children.stream().filter(it -> it.name().equals(childName)).toList();
    }

    /** The text of the first child of a name, without white space around it. */
    public Optional<String> textOf(String childName) {
        return child(childName).map(it -> it.text().strip());
    }

    /** The text of each child of a name, without white space around it. */
    public List<String> textsOf(String childName) {
        return children(childName).stream().map(it -> it.text().strip()).toList();
    }
}
