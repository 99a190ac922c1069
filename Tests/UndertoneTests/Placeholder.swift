// UndertoneTests
