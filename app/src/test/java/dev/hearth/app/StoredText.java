// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.disk.Disk;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// All that the objects of a store say, unpacked: their keys, their bytes, and each row of each
/// Parquet file in them as another reader sees it.
final class StoredText {

    private final Map<String, String> byKey = new TreeMap<>();

    private StoredText() {}

    /// Reads a whole store.
    ///
    /// @param scratch an empty folder
    static StoredText read(Path root, Path scratch) throws IOException, SQLException {
        StoredText text = new StoredText();
        try (ObjectStore store = new FilesystemObjectStore(Disk.real(), root);
                Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            SegmentReader segments = new SegmentReader(store, new BlockCache(0));
            for (String key : store.list("", "", 100_000)) {
                byte[] bytes = store.get(key);
                StringBuilder all = new StringBuilder(key).append('\n');
                all.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
                List<byte[]> files = new ArrayList<>();
                if (key.endsWith(".parquet")) {
                    files.add(bytes);
                } else if (key.startsWith("segments/") || key.startsWith("floors/")) {
                    SegmentFooter footer = segments.footer(key);
                    for (SegmentFooter.Tenant tenant : footer.tenants()) {
                        for (FileRange range : tenant.files().values()) {
                            files.add(cut(bytes, range));
                        }
                    }
                    files.add(cut(bytes, footer.retries()));
                }
                for (byte[] file : files) {
                    Path path = Files.createTempFile(scratch, "", ".parquet");
                    Files.write(path, file);
                    appendRows(connection, path, all);
                }
                text.byKey.put(key, all.toString());
            }
        }
        return text;
    }

    private static byte[] cut(byte[] object, FileRange range) {
        byte[] file = new byte[range.length()];
        System.arraycopy(object, Math.toIntExact(range.offset()), file, 0, file.length);
        return file;
    }

    private static void appendRows(Connection connection, Path file, StringBuilder into)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from '" + file + "'")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    into.append(rows.getString(i)).append('\t');
                }
                into.append('\n');
            }
        }
    }

    /// Keys of all objects.
    List<String> keys() {
        return List.copyOf(byKey.keySet());
    }

    /// Keys of the objects that say a word, in upper or lower case.
    List<String> with(String word) {
        return byKey.entrySet().stream()
                .filter(entry -> entry.getValue().toLowerCase(Locale.ROOT).contains(word))
                .map(Map.Entry::getKey)
                .toList();
    }
}
