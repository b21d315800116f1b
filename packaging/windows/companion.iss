; SPDX-License-Identifier: Apache-2.0
;
; The Windows installer of Companion, for Inno Setup 6.3 or newer. It HAS NOT BEEN COMPILED OR RUN
; YET: there was no Windows to do so on. It was written by Inno Setup's manual;
; tests/packaging/test_recipes.py holds what can be held from its text.
;
;   python packaging\dev.py bundle              makes build\bundle\companion\
;   python packaging\windows\installer.py       compiles this, with the version of the app
;
; For one person, without an administrator: everything goes below %LOCALAPPDATA%\Programs and
; HKEY_CURRENT_USER. The diary is in %LOCALAPPDATA%\Companion, which nothing here touches.
;
; Signing: there is no certificate yet, so what is made is unsigned and Windows will warn about it.
; With one, installer.py passes the command for it on (see there), and the setup program and the
; uninstaller are signed; companion.exe has to be signed before, in the bundle.

#ifndef Version
  #error Start it by packaging\windows\installer.py, which passes the version
#endif

#define Root "..\.."
#define Id "io.github.companionapp.Companion"
#define Home "https://github.com/companionapp/companion"

[Setup]
; Never to be changed: by this an update finds what it updates.
AppId={{5B0E5D0C-7A52-4B1E-9C39-2F6B1B7D9A41}
AppName=Companion
AppVersion={#Version}
AppVerName=Companion {#Version}
AppPublisher=The Companion developers
AppPublisherURL={#Home}
AppSupportURL={#Home}/issues
AppUpdatesURL={#Home}/releases
VersionInfoVersion={#Version}
; The oldest Windows that Qt runs on. The app is for x64; Windows on ARM runs it all the same.
MinVersion=10.0.17763
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=lowest
; Without an administrator this is %LOCALAPPDATA%\Programs\Companion.
DefaultDirName={autopf}\Companion
DisableProgramGroupPage=yes
DisableDirPage=auto
ChangesAssociations=yes
; An open Companion is asked to close before its files are replaced; it saves what is half written.
CloseApplications=yes
RestartApplications=no
AlwaysRestart=no
WizardStyle=modern
UninstallDisplayIcon={app}\companion.exe
UninstallDisplayName=Companion
OutputDir={#Root}\dist
OutputBaseFilename=companion-{#Version}-windows-x64-setup
Compression=lzma2/max
SolidCompression=yes
; What lets two builds of one commit come out alike.
TimeStampsInUTC=yes
#ifdef Icon
SetupIconFile={#Icon}
#endif
#ifdef Sign
SignTool=companion
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"

[CustomMessages]
en.BackupType=Companion backup
es.BackupType=Copia de seguridad de Companion
en.ArchiveType=Companion diary
es.ArchiveType=Diario de Companion
en.StillOpen=Companion is still open. Please close it, also in the tray, then try again.
es.StillOpen=Companion sigue abierto. Ciérralo, también junto al reloj, y vuelve a intentarlo.
en.DiaryStays=Companion is removed. Your diary and its backups on this computer stay where they are:%n%n%1%n%nTo remove them too, delete that folder.
es.DiaryStays=Companion se ha quitado. Tu diario y sus copias en este ordenador se quedan donde están:%n%n%1%n%nPara quitarlos también, borra esa carpeta.

[InstallDelete]
; What an older version brought must not be found by the newer one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Root}\build\bundle\companion\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Companion"; Filename: "{app}\companion.exe"; AppUserModelID: "{#Id}"

[Registry]
; A backup opens by a double click.
Root: HKCU; Subkey: "Software\Classes\.companion-backup"; ValueType: string; ValueData: "Companion.Backup"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKCU; Subkey: "Software\Classes\Companion.Backup"; ValueType: string; ValueData: "{cm:BackupType}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Companion.Backup\DefaultIcon"; ValueType: string; ValueData: "{app}\companion.exe,0"
Root: HKCU; Subkey: "Software\Classes\Companion.Backup\shell\open\command"; ValueType: string; ValueData: """{app}\companion.exe"" open ""%1"""
; Windows knows a file by what follows its last dot. So *.companion.json is *.json to it, which other
; programs open: Companion is only one of those that "Open with" offers.
Root: HKCU; Subkey: "Software\Classes\.json\OpenWithProgids"; ValueType: string; ValueName: "Companion.Archive"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKCU; Subkey: "Software\Classes\Companion.Archive"; ValueType: string; ValueData: "{cm:ArchiveType}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Companion.Archive\DefaultIcon"; ValueType: string; ValueData: "{app}\companion.exe,0"
Root: HKCU; Subkey: "Software\Classes\Companion.Archive\shell\open\command"; ValueType: string; ValueData: """{app}\companion.exe"" open ""%1"""
; Starting at login is the person's own choice, made in the app (companion/start_at_login.py).
; Nothing is written here, but what the app wrote goes with it.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Companion"; Flags: dontcreatekey uninsdeletevalue

[Run]
Filename: "{app}\companion.exe"; Description: "{cm:LaunchProgram,Companion}"; Flags: nowait postinstall skipifsilent

[Code]
function IsOpen: Boolean;
var
  Opened: TFileStream;
begin
  { A program that runs cannot be opened for writing. }
  Result := False;
  if FileExists(ExpandConstant('{app}\companion.exe')) then
    try
      Opened := TFileStream.Create(ExpandConstant('{app}\companion.exe'), fmOpenReadWrite);
      Opened.Free;
    except
      Result := True;
    end;
end;

function InitializeUninstall: Boolean;
begin
  { Silently, nobody is there to close it: what is in use is then left to the next try. }
  Result := True;
  while Result and IsOpen do
    Result := SuppressibleMsgBox(CustomMessage('StillOpen'), mbError, MB_RETRYCANCEL, IDCANCEL) = IDRETRY;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Diary: String;
begin
  Diary := ExpandConstant('{localappdata}\Companion');
  if (Step = usPostUninstall) and DirExists(Diary) then
    SuppressibleMsgBox(FmtMessage(CustomMessage('DiaryStays'), [Diary]), mbInformation, MB_OK, IDOK);
end;
