package dev.carillon.http;

import java.util.List;
import java.util.Optional;

/**
 * An element of a document that was read completely: its name without prefix, its text or its
 * children. Immutable.
 *
 * @param name the local name; name spaces are ignored
 * @param text the text directly within the element, unchanged, including white space between
 *     children
 * @param children in order
 */
public record XmlElement(String name, String text, List<XmlElement> children) {
    public XmlElement {
        children = List.copyOf(children);
    }

    /** Returns the first child with a name. */
    public Optional<XmlElement> child(String childName) {
        return children.stream()
                .filter(xmlElement -> xmlElement.name().equals(childName))
                .findFirst();
    }

    /** Returns every child with a name, in order. */
    public List<XmlElement> children(String childName) {
        return children.stream().filter(xmlElement -> xmlElement.name().equals(childName)).toList();
    }

    /** Returns the text of the first child with a name, stripped of white space. */
    public Optional<String> textOf(String childName) {
        return child(childName).map(xmlElement -> xmlElement.text().strip());
    }

    /** Returns the text of each child with a name, stripped of white space. */
    public List<String> textsOf(String childName) {
        return children(childName).stream().map(xmlElement -> xmlElement.text().strip()).toList();
    }
}
